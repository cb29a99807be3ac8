#!/usr/bin/env python3
"""Starts servers on free loopback ports and runs `rocade bench sinks` on them.

Exit 1 when a sink is below its share of what a bare client of the same library sends: 90 %, HTTP
70 %. Exit 3 when a server cannot be started.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMITS = {"mqtt": 0.9, "kafka": 0.9, "postgresql": 0.9, "http": 0.7}
POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def await_port(port):
    for _ in range(200):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    print(f"bench-sinks: nothing listens on port {port}", file=sys.stderr)
    sys.exit(3)


def start(command, **more):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def mosquitto(folder, running):
    port = free_port()
    lines = [f"listener {port} 127.0.0.1", "allow_anonymous true", "persistence false",
             "max_queued_messages 0", "max_inflight_messages 0"]
    if os.getuid() == 0:
        lines.append("user root")
    (folder / "mosquitto.conf").write_text("\n".join(lines))
    running.append(start(["/usr/sbin/mosquitto", "-c", str(folder / "mosquitto.conf")]))
    await_port(port)
    return f"mqtt://127.0.0.1:{port}"


def postgres(folder, running):
    port, data = free_port(), folder / "data"
    prefix = []
    if os.getuid() == 0:
        prefix = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    subprocess.run(prefix + [str(POSTGRES / "initdb"), "-D", str(data), "-U", "postgres", "-A",
                             "trust"], check=True, stdout=subprocess.DEVNULL)
    running.append(start(prefix + [
        str(POSTGRES / "postgres"), "-D", str(data), "-p", str(port), "-c",
        "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"]))
    await_port(port)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def kafka(running):
    mock = subprocess.Popen([str(ROOT / ".build/release/KafkaMock"), "1", "telemetry.v1", "4"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    running.append(mock)
    return f"kafka://{mock.stdout.readline().strip()}/telemetry.v1"


def nginx(folder, running):
    """A server that reads bodies and keeps nothing."""
    port = free_port()
    (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{ access_log off; client_max_body_size 64m; client_body_buffer_size 64m;
  client_body_temp_path {folder}/body; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{port}/gone;
    }} location /gone {{ return 204; }} location /v1/health {{ return 204; }} }} }}
""")
    running.append(start(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]))
    await_port(port)
    return f"http://127.0.0.1:{port}?encoding=identity"


def main():
    environment, running = dict(os.environ), []
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="rocade-bench-"))
    scratch.chmod(0o755)
    try:
        for name in ("m", "p", "n"):
            (scratch / name).mkdir()
        environment["ROCADE_BENCH_MQTT"] = mosquitto(scratch / "m", running)
        environment["ROCADE_BENCH_POSTGRESQL"] = postgres(scratch / "p", running)
        environment["ROCADE_BENCH_KAFKA"] = kafka(running)
        if shutil.which("nginx"):
            environment["ROCADE_BENCH_HTTP"] = nginx(scratch / "n", running)
        else:
            print("bench-sinks: no nginx: HTTP is left out (apt-get install nginx-light)")
        done = subprocess.run([str(ROOT / "rocade"), "bench", "sinks"], env=environment,
                              stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            return done.returncode
        measured = json.loads(done.stdout)[0]["measured"]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
        shutil.rmtree(scratch, ignore_errors=True)
    (ROOT / "results").mkdir(exist_ok=True)
    (ROOT / "results/bench-sinks.json").write_text(json.dumps(measured, indent=2) + "\n")
    bad = 0
    print(f"{'':12}{'sink rec/s':>12}{'bare rec/s':>12}{'ratio':>8}{'CPU µs/rec':>12}{'bare':>8}")
    for name, limit in LIMITS.items():
        if f"{name}_ratio" not in measured:
            continue
        ratio = measured[f"{name}_ratio"]
        bad += ratio < limit
        print(f"{name:12}{measured[f'{name}_sink_records_per_s']:12.0f}"
              f"{measured[f'{name}_bare_records_per_s']:12.0f}{ratio:8.2f}"
              f"{measured[f'{name}_sink_cpu_us_per_record']:12.2f}"
              f"{measured[f'{name}_bare_cpu_us_per_record']:8.2f}"
              f"  {'pass' if ratio >= limit else 'FAIL'} >= {limit}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
