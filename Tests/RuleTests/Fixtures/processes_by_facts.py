# What runs a command waits for its end; between its looks it pauses, which is not what it is for.
import subprocess


async def checked():
    subprocess.check_call(["ls"])  # expect: LW103


async def output():
    subprocess.getoutput("ls")  # expect: LW103


async def status():
    subprocess.getstatusoutput("ls")  # expect: LW103


async def look(process: subprocess.Popen):
    return process.poll()
