"""A Wine prefix without display, in the work folder, and programs that run in it."""
import os, pathlib, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
WORK = pathlib.Path(os.environ.get("TESTBED", HERE.parents[1] / "target/testbed")) / "wine"
PREFIX = WORK / "prefix"


def die(why):
    sys.exit(f"{sys.argv[0]}: {why}")


def find(*names):
    for name in names:
        for folder in ["", *os.environ["PATH"].split(os.pathsep)]:
            path = pathlib.Path(folder, name)
            if path.is_absolute() and os.access(path, os.X_OK):
                return str(path)
    die(f"{names[-1]} is missing (Debian: apt-get install --no-install-recommends wine wine64 gcc-mingw-w64-x86-64)")


WINE = find("/usr/lib/wine/wine64", "wine64", "wine")
ENVIRONMENT = {
    **os.environ, "WINEPREFIX": str(PREFIX), "WINEDEBUG": "-all", "WINEARCH": "win64",
    "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=", "LC_ALL": "C.UTF-8",
}
ENVIRONMENT.pop("DISPLAY", None)


def wine(*arguments, seconds=60):
    """Runs a Windows program; gives its exit code and what it printed."""
    # A file and not a pipe: Wine's own background processes inherit the output and would keep a pipe open.
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([WINE, *map(str, arguments)], env=ENVIRONMENT, cwd=WORK,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            die(f"{arguments[0]} did not end in {seconds} s")
        out.seek(0)
        return code, out.read().decode("utf-8", "replace").replace("\r", "").strip()


def windows_path(path):
    return "Z:" + str(pathlib.Path(path).resolve()).replace("/", "\\")


class Prefix:
    """Makes the prefix if it is not there, and ends this prefix's wineserver at the end."""

    def __enter__(self):
        WORK.mkdir(parents=True, exist_ok=True)
        self.server = find("wineserver", "/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver")
        if not (PREFIX / "system.reg").exists():
            wine("wineboot", "-i", seconds=180)
            subprocess.run([self.server, "-w"], env=ENVIRONMENT, timeout=60)
        subprocess.run([self.server, "-p300"], env=ENVIRONMENT, timeout=60)
        return self

    def __exit__(self, *_):
        subprocess.run([self.server, "-k"], env=ENVIRONMENT, timeout=60)
