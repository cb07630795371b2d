# Installs ccm for this user: downloads the archive, verifies its checksum, unpacks the one file, adds it to PATH.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1
#
# CCM_INSTALL   folder to install into (default: %LOCALAPPDATA%\Programs\ccm)
# CCM_URL       folder of the release, in place of the one written in here
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # drawing the bar takes longer than the download

$version = '@CCM_VERSION@'
$url = if ($env:CCM_URL) { $env:CCM_URL } else { '@CCM_URL@' }
$folder = if ($env:CCM_INSTALL) { $env:CCM_INSTALL } else { Join-Path $env:LOCALAPPDATA 'Programs\ccm' }
if ($url -notlike 'https://*') { throw 'Say where the release lies: set CCM_URL to an https address.' }
if (-not [Environment]::Is64BitOperatingSystem) { throw 'ccm needs a 64-bit Windows.' }

$archive = "ccm-$version-windows-x64.zip"
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory -Path $work | Out-Null
try {
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  Invoke-WebRequest -UseBasicParsing "$url/SHA256SUMS" -OutFile "$work\SHA256SUMS"
  Invoke-WebRequest -UseBasicParsing "$url/$archive" -OutFile "$work\$archive"

  $line = Get-Content "$work\SHA256SUMS" | Where-Object { ($_ -split '\s+')[1] -eq $archive }
  if (-not $line) { throw "SHA256SUMS does not name $archive." }
  $expected = ($line -split '\s+')[0]
  $actual = (Get-FileHash -Algorithm SHA256 "$work\$archive").Hash
  if ($actual -ne $expected) { throw "The checksum of $archive is wrong: nothing was installed." }

  Expand-Archive "$work\$archive" -DestinationPath "$work\unpacked"
  & "$work\unpacked\ccm.exe" --version | Out-Null
  if ($LASTEXITCODE -ne 0) { throw 'The program does not run on this system: nothing was installed.' }
  New-Item -ItemType Directory -Force -Path $folder | Out-Null
  # Windows lets a running program be renamed, not overwritten.
  Remove-Item "$folder\ccm.exe.old" -ErrorAction SilentlyContinue
  if (Test-Path "$folder\ccm.exe") { Move-Item "$folder\ccm.exe" "$folder\ccm.exe.old" }
  Move-Item "$work\unpacked\ccm.exe" "$folder\ccm.exe"
} finally {
  Remove-Item -Recurse -Force $work
}

$path = [Environment]::GetEnvironmentVariable('Path', 'User')
if (($path -split ';') -notcontains $folder) {
  [Environment]::SetEnvironmentVariable('Path', "$path;$folder", 'User')
  Write-Host "ccm: added $folder to PATH; open a new window to use it"
}
Write-Host "ccm: installed $folder\ccm.exe; start it: ccm start"
