@echo off
rem The kata command for Windows; the file kata says more. A command that is older than what it is made of ends with 75
rem before it does anything.
setlocal
set "command=%~dp0harness\bin\Debug\net10.0\Kata.Harness.dll"
set "stamp=%~dp0harness\checks\obj\kata.built"
set "KATA_BUILT=%stamp%"

where dotnet >nul 2>nul
if errorlevel 1 (
    echo kata: dotnet is not there: install the .NET 10 SDK, https://dotnet.microsoft.com/download 1>&2
    exit /b 2
)
if not exist "%command%" goto build
dotnet "%command%" %*
if not %errorlevel% == 75 exit /b %errorlevel%

:build
echo kata: building the command; it takes up to a minute, and happens when it has changed. 1>&2
if not exist "%~dp0harness\checks\obj" mkdir "%~dp0harness\checks\obj"
type nul > "%stamp%.new"
dotnet build "%~dp0harness\checks" -v q --nologo > "%stamp%.log" 2>&1
if errorlevel 1 (
    type "%stamp%.log" 1>&2
    findstr /c:"MSB3021" /c:"MSB3027" "%stamp%.log" >nul && echo kata: another kata command holds the files: end kata watch first ^(q in its window^). 1>&2
    echo kata: the command does not build; the lines above say why. 1>&2
    exit /b 2
)
move /y "%stamp%.new" "%stamp%" >nul
dotnet "%command%" %*
exit /b %errorlevel%
