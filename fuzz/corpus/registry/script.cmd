@echo off
rem TLS 1.2
set KEY=HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols
reg add "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" /v Enabled /t REG_DWORD /d 0x1 /f
REG.EXE ADD "HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings" /f /v SecureProtocols ^
  /t REG_DWORD /d 2560
reg delete "HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002" /v Functions /f & pause
reg add HKLM\SOFTWARE\x /ve /t REG_MULTI_SZ /s # /d "a#b" >nul 2>&1
if errorlevel 1 goto :eof
