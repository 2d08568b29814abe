"""What people come for, from the login to the answer."""

import datetime
import pathlib
import tempfile
import unittest
import urllib.error
import urllib.request
import zoneinfo

import openpyxl
from playwright.sync_api import expect

from demo import NARROW, Pages, whole

ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")


class Tasks(Pages):
    def worst_hour(self):
        """The busiest queue of yesterday, and its hour with the most callers lost: opens them."""
        day = datetime.datetime.now(ZONE).date() - datetime.timedelta(days=1)
        self.page.goto("/queues")
        queues = self.page.locator("tbody tr th a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        best = (0, None, None)
        for queue in queues:
            self.page.goto(f"{queue.split('?')[0]}?interval=hour&from={day}&to={day + datetime.timedelta(days=1)}")
            table = self.page.locator("#result table").first
            heads = table.locator("thead th").all_inner_texts()
            lost = heads.index("Abandoned")
            for row in table.locator("tbody tr").all():
                cell = row.locator("th, td").nth(lost)
                link = cell.locator("a")
                count = whole(cell.inner_text() or "0")
                if count > best[0]:
                    best = (count, link.get_attribute("href"), queue)
        return best

    def test_the_worst_hour_of_yesterday_opens_to_its_lost_callers(self):
        self.log_in()
        count, link, _ = self.worst_hour()
        self.assertGreater(count, 0, "nobody was lost in the demo's yesterday")
        self.page.goto(link)
        self.assertEqual(whole(self.page.locator(".found strong").inner_text()), count)
        self.assertEqual(self.page.locator("#result tbody tr").count(), count)

    def test_a_workbook_comes_to_what_the_screen_shows(self):
        self.log_in()
        now = datetime.datetime.now(ZONE).date()
        self.page.goto(f"/calls?from={now - datetime.timedelta(days=3)}&to={now}&outcome=missed")
        total = whole(self.page.locator(".found strong").inner_text())
        self.assertGreater(total, 0)
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name="Excel").click()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "calls.xlsx"
            waiting.value.save_as(path)
            book = openpyxl.load_workbook(path, read_only=True)
            rows = list(book.worksheets[1].iter_rows(values_only=True))
            book.close()
        outcome = rows[0].index("Outcome")
        self.assertEqual(len(rows) - 1, total)
        self.assertEqual({row[outcome] for row in rows[1:]}, {"Missed"})

    def test_filters_work_at_once_and_stand_in_the_address(self):
        self.log_in()
        self.page.goto("/calls")
        before = whole(self.page.locator(".found strong").inner_text())
        self.page.get_by_label("Direction").select_option("outbound")
        self.page.wait_for_url("**direction=outbound**")
        self.page.wait_for_function(
            "before => Number(document.querySelector('.found strong').innerText.replace(/\\\\D/g, '')) !== before", arg=before
        )
        after = whole(self.page.locator(".found strong").inner_text())
        self.assertLess(after, before)
        self.page.reload()
        self.assertEqual(self.page.get_by_label("Direction").input_value(), "outbound")
        self.assertEqual(whole(self.page.locator(".found strong").inner_text()), after)

    def test_a_phone_and_a_keyboard_are_enough(self):
        self.page.set_viewport_size(NARROW)
        customer, pin = self.demo.logins[0]
        self.page.goto("/login?lang=en")
        # The first field has the focus from the start.
        self.page.keyboard.type(customer)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(pin)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/")
        self.page.keyboard.press("Tab")
        skip = self.page.evaluate("document.activeElement.getAttribute('href')")
        self.assertEqual(skip, "#content")
        for _ in range(20):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.getAttribute('href')") == "/calls":
                break
        ring = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        self.assertNotEqual(ring, "none", "the focus is not seen")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/calls")

    def test_guessing_locks_the_account(self):
        customer, pin = self.demo.logins[-1]
        self.page.goto("/login?lang=en")
        said = set()
        for guess in ["0001", "0002", "0003", "0004", "0005", pin]:
            self.page.get_by_label("Customer number").fill(customer)
            self.page.get_by_label("PIN").fill(guess)
            self.page.get_by_role("main").get_by_role("button", name="Log in").click()
            self.page.wait_for_load_state()
            said.add(self.page.get_by_role("alert").first.inner_text())
        self.assertEqual(len(said), 1, said)
        self.page.goto("/")
        self.assertIn("/login", self.page.url)

    def test_logging_out_ends_the_session(self):
        self.log_in()
        cookies = self.context.cookies()
        self.page.get_by_role("button", name="Log out").click()
        self.page.wait_for_url("**/login")
        self.context.add_cookies(cookies)
        self.page.goto("/queues")
        self.assertIn("/login", self.page.url)


    def test_a_recording_plays_and_is_sought_in(self):
        self.log_in()
        now = datetime.datetime.now(ZONE).date()
        self.page.goto(f"/recordings?from={now - datetime.timedelta(days=14)}&to={now + datetime.timedelta(days=1)}")
        player = self.page.locator("audio").first
        heard = player.evaluate(
            """async audio => {
                const come = name => new Promise(tell => audio.addEventListener(name, tell, {once: true}));
                audio.muted = true;
                await audio.play();
                await come("timeupdate");
                const begun = audio.currentTime;
                audio.currentTime = audio.duration - 2;
                await come("seeked");
                return [begun, audio.currentTime, audio.duration];
            }"""
        )
        begun, sought, duration = heard
        self.assertGreater(duration, 4)
        self.assertLess(begun, 3)
        self.assertAlmostEqual(sought, duration - 2, delta=1)
        self.page.reload()
        self.assertIn("1 ×", self.page.locator("tbody tr").first.inner_text())

    def test_the_wallboard_follows_the_queues(self):
        self.log_in()
        with self.page.expect_response("**/api/v1/live") as waiting:
            self.page.goto("/wallboard")
        self.assertEqual(waiting.value.status, 200)
        field = self.page.locator('[data-field="joined"]').first
        shown = field.inner_text()
        # What is drawn over is what the stream told.
        field.evaluate("place => place.textContent = '?'")
        expect(field).not_to_have_text("?")
        self.assertGreaterEqual(whole(field.inner_text()), whole(shown))
        self.assertTrue(self.page.locator("#wall-lost").is_hidden())

    def test_a_token_lets_a_program_in_until_it_is_revoked(self):
        self.log_in()
        self.page.goto("/access")
        self.page.get_by_label("Name").fill("Power BI")
        self.page.get_by_role("button", name="Make token").click()
        secret = self.page.locator(".secret").inner_text()
        self.assertEqual(self.asked_with(secret), 200)
        self.page.get_by_role("button", name="Revoke: Power BI").click()
        self.assertEqual(self.asked_with(secret), 401)

    def asked_with(self, token):
        request = urllib.request.Request(f"{self.demo.address}/api/v1/queues", headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code


class WithoutScripts(Pages):
    options = {"java_script_enabled": False}

    def test_a_filter_has_a_button(self):
        self.log_in()
        self.page.goto("/calls")
        before = whole(self.page.locator(".found strong").inner_text())
        self.page.get_by_label("Direction").select_option("outbound")
        self.page.get_by_role("button", name="Show").click()
        self.assertIn("direction=outbound", self.page.url)
        self.assertLess(whole(self.page.locator(".found strong").inner_text()), before)


if __name__ == "__main__":
    unittest.main()
