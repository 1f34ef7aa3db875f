@echo off
rem Starts the build on Windows: compiles what changed, then runs it. See build.cmd --help.
setlocal
set NUKE_TELEMETRY_OPTOUT=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set "ROOT=%~dp0"

where dotnet >nul 2>nul
if errorlevel 1 (
  echo No .NET SDK is installed. global.json names the version that is needed: https://dot.net/download 1>&2
  exit /b 1
)

set ARGUMENTS=-c Release -v q -nologo -nodeReuse:false -clp:NoSummary -p:PublishDriver=true
if /i "%MIMREPRO_USE_NUKE%"=="true" (
  set ARGUMENTS=%ARGUMENTS% -p:UseNuke=true
  if not defined NUKE_ROOT set "NUKE_ROOT=%ROOT:~0,-1%"
)
if defined TorchBackend if /i not "%TorchBackend%"=="cpu" set ARGUMENTS=%ARGUMENTS% -p:NuGetLockFilePath=obj/packages.%TorchBackend%.lock.json -p:RestoreLockedMode=false

pushd "%ROOT%"
dotnet build build\all.slnf %ARGUMENTS%
set CODE=%ERRORLEVEL%
popd
if not "%CODE%"=="0" exit /b 1

dotnet "%ROOT%build\bin\driver\_build.dll" %*
exit /b %ERRORLEVEL%
