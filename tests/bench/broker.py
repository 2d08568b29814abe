"""A Kafka broker of one node for the time of a measurement."""

import base64
import pathlib
import socket
import subprocess
import time
import uuid

ROOT = pathlib.Path(__file__).parents[2]
JVM = ["-Xms256m", "-Xmx1g", "-XX:+UseSerialGC"]
SETTINGS = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={folder}/log
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""


def free_ports(count):
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


class Broker:
    """Runs between `with` and its end."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        port, controller = free_ports(2)
        self.address = f"127.0.0.1:{port}"
        classes = subprocess.run([ROOT / ".ci" / "fetch-server", "kafka"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        self.java = ["java", *JVM, "-cp", f"{classes}/*"]
        (folder / "server.properties").write_text(SETTINGS.format(port=port, controller=controller, folder=folder), encoding="utf-8")

    def __enter__(self):
        name = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        form = [*self.java, "kafka.tools.StorageTool", "format", "--cluster-id", name, "--config", "server.properties"]
        subprocess.run(form, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = self.folder / "node.log"
        keeper = ROOT / "tests" / "support" / "keep.sh"
        with log.open("wb") as out:
            run = [keeper, *self.java, "kafka.Kafka", "server.properties"]
            self.process = subprocess.Popen(run, cwd=self.folder, stdin=subprocess.PIPE, stdout=out, stderr=out)
        until = time.monotonic() + 90
        while "Kafka Server started" not in log.read_text(encoding="utf-8"):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the broker did not start: {log.read_text(encoding='utf-8')[-3000:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        # The keeper kills what it keeps at the end of its input.
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def source(self, topic, group):
        return f"kafka://{self.address}/{topic}?group={group}"
