# WinHTTP, WinINET, Schannel, client side on Windows 10 1607 and newer: TLS 1.2, DTLS 1.2
# Turns off: SSL 3.0, TLS 1.0, TLS 1.1, DTLS 1.0.
# Trade-off: servers that know nothing newer than TLS 1.1 can no longer be reached.
# On Windows 10 1607 and newer, programs on these that do not choose their versions are left with no version at all after this, unless they are set up as well: .NET 2.0 to 3.5 / .NET 4, built for 4.0 to 4.5.2.
# It counts for connections opened afterwards: restart programs and services, or Windows.
# Before running it, export what it changes (a key that is not there is no fault: then export the one above it); cutover registry undo makes the exact way back from these files, each behind a --from:
# reg export "HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp" before-1.reg /y
# reg export "HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp" before-2.reg /y
# reg export "HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings" before-3.reg /y
# reg export "HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL" before-4.reg /y
#Requires -Version 2.0
[CmdletBinding(SupportsShouldProcess = $true)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

if ([IntPtr]::Size -eq 4 -and $env:PROCESSOR_ARCHITEW6432) {
    throw 'Run this in the 64-bit PowerShell: in a 32-bit one the keys of 64-bit programs are out of reach.'
}
$identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$administrator = [Security.Principal.WindowsBuiltInRole]::Administrator
if ($true -and -not (New-Object Security.Principal.WindowsPrincipal $identity).IsInRole($administrator)) {
    throw 'Run this as an administrator (an elevated PowerShell): it changes settings of the machine.'
}

$changed = 0
function Set-Number([string]$Key, [string]$Name, [int]$Number) {
    $is32BitTree = $Key -like 'HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\*'
    if ($is32BitTree -and -not (Test-Path 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node')) { return }
    $old = [Microsoft.Win32.Registry]::GetValue($Key, $Name, $null)
    if ($old -is [int] -and $old -eq $Number) { return }
    if ($script:PSCmdlet.ShouldProcess(('{0}\{1}' -f $Key, $Name), ('0x{0:x}' -f $Number))) {
        [Microsoft.Win32.Registry]::SetValue($Key, $Name, $Number, [Microsoft.Win32.RegistryValueKind]::DWord)
        $script:changed++
    }
}

Write-Output ('The settings of WinINET are written for the user who runs this: {0}' -f $identity.Name)

# WinHTTP, 64-bit: TLS 1.2 (0x800) = 0x800
Set-Number 'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp' 'DefaultSecureProtocols' 0x800

# WinHTTP, 32-bit: TLS 1.2 (0x800) = 0x800
Set-Number 'HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp' 'DefaultSecureProtocols' 0x800

# WinINET: TLS 1.2 (0x800) = 0x800
Set-Number 'HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings' 'SecureProtocols' 0x800

# SSL 3.0, outgoing connections: off for everybody
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Client' 'Enabled' 0x0
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Client' 'DisabledByDefault' 0x1

# TLS 1.0, outgoing connections: off for everybody
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Client' 'Enabled' 0x0
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Client' 'DisabledByDefault' 0x1

# TLS 1.1, outgoing connections: off for everybody
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client' 'Enabled' 0x0
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client' 'DisabledByDefault' 0x1

# TLS 1.2, outgoing connections: on, and used by default
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client' 'Enabled' 0x1
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client' 'DisabledByDefault' 0x0

# DTLS 1.0, outgoing connections: off for everybody
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\DTLS 1.0\Client' 'Enabled' 0x0
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\DTLS 1.0\Client' 'DisabledByDefault' 0x1

# DTLS 1.2, outgoing connections: on, and used by default
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\DTLS 1.2\Client' 'Enabled' 0x1
Set-Number 'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\DTLS 1.2\Client' 'DisabledByDefault' 0x0

Write-Output ('{0} values set.' -f $changed)
