/* What the programs share: whether they choose their versions, and a line for each port. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

/* Whether a program chooses its versions: MASK in hexadecimal, or "default" for not. */
static inline int chosen(const char *text, DWORD *mask)
{
    if (!strcmp(text, "default")) return 0;
    *mask = strtoul(text, NULL, 16);
    return 1;
}

static inline void said(const char *port, const char *what, DWORD code)
{
    printf("%s %s %lu\n", port, what, code);
    fflush(stdout);
}
