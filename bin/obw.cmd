@echo off
rem obw as the terminals of VS Code have it: run by the editor's own Node, which OBW_NODE names, and elsewhere by the node on PATH.
setlocal
set ELECTRON_RUN_AS_NODE=1
if not defined OBW_NODE set OBW_NODE=node
"%OBW_NODE%" "%~dp0..\dist\cli.js" %*
