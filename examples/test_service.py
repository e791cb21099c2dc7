"""test_service.py SERVICE [MODEL]: starts the service on a free loopback port and checks what it answers, refuses and counts."""
import concurrent.futures
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

program, model = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
limit = 100_000


class Service(unittest.TestCase):
    arguments = ["--max-body", str(limit), "--timeout", "2"]

    def setUp(self):
        self.start(*self.arguments)

    def start(self, *arguments):
        self.process = subprocess.Popen([program, "--port", "0", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, self.process)
        line = self.process.stdout.readline()
        found = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", line)
        self.assertTrue(found, line)
        self.port = int(found[1])

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read().decode()
        finally:
            connection.close()

    def analyze(self, body, path="/analyze"):
        return self.ask("POST", path, body, {"Content-Type": "application/json"})

    def metric(self, name):
        found = re.search(r"^" + re.escape(name) + r" (\S+)$", self.ask("GET", "/metrics")[2], re.M)
        self.assertTrue(found, name)
        return float(found[1])

    def refused(self, body, status, code, offset=None):
        answer = self.analyze(body)
        self.assertEqual(answer[0], status, answer)
        error = json.loads(answer[2])["error"]
        self.assertEqual(error["code"], code)
        if offset is not None:
            self.assertEqual(error["offset"], offset, error)

    review = {"id": "r1", "text": "Kamer vies, maar Sanne was super lief.", "domain": "hotel"}

    def test_one_record(self):
        status, kind, text = self.analyze(json.dumps(self.review))
        self.assertEqual((status, kind), (200, "application/json"))
        answer = json.loads(text)
        self.assertEqual(answer["id"], "r1")
        self.assertIn("Sanne", text)
        # Over several lines it is the same record.
        self.assertEqual(self.analyze(json.dumps(self.review, indent=2))[2], text)

    def test_array_and_jsonl(self):
        records = [dict(self.review, id=n, note='"}]{[\\') for n in range(3)]
        status, kind, text = self.analyze(json.dumps(records))
        self.assertEqual((status, kind), (200, "application/json"))
        self.assertEqual([answer["id"] for answer in json.loads(text)], [0, 1, 2])
        status, kind, lines = self.analyze("\n".join(map(json.dumps, records)) + "\n\n")
        self.assertEqual((status, kind), (200, "application/x-ndjson"))
        self.assertEqual([json.loads(line) for line in lines.splitlines()], json.loads(text))
        self.assertEqual(json.loads(self.analyze("[ ]")[2]), [])

    def test_offsets(self):
        body = json.dumps(dict(self.review, text="Één 😍 kamer vies, maar Sanne was lief."), ensure_ascii=False)
        answers = [self.analyze(body, f"/analyze?offsets={unit}") for unit in ("byte", "code_point", "utf16")]
        self.assertEqual([a[0] for a in answers], [200] * 3)
        self.assertEqual(len({a[2] for a in answers}), 3)
        self.assertEqual(self.analyze(body, "/analyze?offsets=miles")[0], 400)

    def test_broken_bodies(self):
        self.refused("", 400, "bad_request", 0)
        self.refused("hello", 400, "bad_request", 0)
        record = '{"text":"x"}'
        self.refused(f"[{record}", 400, "bad_request", 13)
        self.refused(f"[{record} {record}]", 400, "bad_request", 14)
        self.refused(f"[{record},]", 400, "bad_request", 14)
        self.refused(f"[{record}] x", 400, "bad_request", 15)
        # The offset is that of the body, not of the record.
        good = json.dumps(self.review) + "\n"
        status, _, text = self.analyze(good + '{"text": 7}')
        self.assertEqual(status, 400)
        self.assertGreaterEqual(json.loads(text)["error"]["offset"], len(good))
        self.assertIn("record 2", text)
        self.assertEqual(self.analyze(b'{"text": "cut off')[0], 400)
        self.assertEqual(self.ask("GET", "/nothing")[0], 404)

    def test_too_large(self):
        self.refused(json.dumps(dict(self.review, text="x" * limit)), 413, "too_large")
        # Without a declared length.
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", "/analyze", iter([b'{"text":"', *[b"x" * 10_000] * 20, b'"}']), {"Content-Type": "application/json"}, encode_chunked=True)
        answer = connection.getresponse()
        self.assertEqual((answer.status, json.loads(answer.read())["error"]["code"]), (413, "too_large"))
        connection.request("GET", "/health")   # what was too much is not taken for a request
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()
        exact = json.dumps(self.review)
        self.assertEqual(self.analyze(exact + " " * (limit - len(exact)))[0], 200)

    def test_too_slow(self):
        head = b"POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
        for drip in (False, True):   # silence, and a byte now and then
            with self.subTest(drip=drip), socket.create_connection(("127.0.0.1", self.port), timeout=20) as stream:
                stream.sendall(head)
                stream.settimeout(0.2 if drip else 20)
                start, answer = time.monotonic(), b""
                while not answer and time.monotonic() - start < 15:
                    try:
                        if drip:
                            stream.sendall(b" ")
                        answer = stream.recv(4096)
                    except TimeoutError:
                        pass
                self.assertIn(b" 408 ", answer.partition(b"\r\n")[0] + b" ", answer)
        self.assertEqual(self.ask("GET", "/health")[0], 200)

    def test_health_and_metrics(self):
        status, _, text = self.ask("GET", "/health")
        self.assertEqual((status, json.loads(text)["status"]), (200, "ok"))
        self.analyze(json.dumps([self.review] * 5))
        self.analyze("nonsense")
        self.assertEqual(self.metric("pluim_reviews_total"), 5)
        self.assertEqual(self.metric('pluim_responses_total{code="400"}'), 1)
        self.assertEqual(self.metric('pluim_analyze_seconds_bucket{le="+Inf"}'), 1)
        self.assertEqual(self.metric("pluim_analyze_seconds_count"), 1)
        for line in self.ask("GET", "/metrics")[2].splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? \S+)$')

    def test_reload_under_load(self):
        body = json.dumps([self.review] * 20)
        expected = self.analyze(body)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(self.analyze, body) for _ in range(60)]
            self.assertEqual(self.ask("POST", "/reload", "")[0], 200)
            self.process.send_signal(signal.SIGHUP)
            self.assertEqual({a.result() for a in answers}, {expected})
        for _ in range(100):
            if self.metric("pluim_model_loads_total") == 3:
                break
            time.sleep(0.1)
        self.assertEqual(self.metric("pluim_model_loads_total"), 3)

    def test_reload_of_a_broken_model(self):
        if not model:
            self.skipTest("no model file was given")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.pluim")
            shutil.copy(model, path)
            self.end(self.process)
            self.start(*self.arguments, "--model", path)
            with open(path + ".new", "wb") as file:
                file.write(b"not a model")
            os.replace(path + ".new", path)
            self.assertEqual(self.ask("POST", "/reload", "")[0], 500)
            self.assertEqual(self.analyze(json.dumps(self.review))[0], 200)
            self.assertEqual(self.metric("pluim_model_load_failures_total"), 1)

    def test_signals_end_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number):
                self.assertEqual(self.ask("GET", "/health")[0], 200)
                self.process.send_signal(number)
                self.assertEqual(self.process.wait(10), 0)
                self.assertEqual(self.process.stderr.read(), "")
                self.start(*self.arguments)

    def test_what_does_not_start(self):
        for arguments, code in ((["--port", "x"], 2), (["--what", "1"], 2), (["--port"], 2), (["--model", "/does/not/exist"], 1),
                                (["--port", str(self.port)], 1)):
            done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=20)
            self.assertEqual(done.returncode, code, arguments)
            self.assertTrue(done.stderr.startswith(("usage: ", "service: ")), done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
