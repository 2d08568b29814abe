"""Every page, as it is seen: by people with assistive programs, on a phone, in the dark, in both languages."""

import unittest

from axe_playwright_python.base import AXE_FILE_PATH

from demo import NARROW, Pages

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Bytes of a page as they are sent, and of all scripts.
HTML_BYTES = 60_000
SCRIPT_BYTES = 400_000
# How much of the window may move while a page loads, in the measure of the Layout Instability API.
SHIFT = 0.01


class EveryPage(Pages):
    """Walks the menu, and from each page one step further to a page of every other kind."""

    def addresses(self):
        """The menu's pages, and one page of each kind that they lead to."""
        menu = self.page.locator("nav.menu a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        self.assertGreater(len(menu), 5)
        found = {address: address for address in menu + ["/access", "/api"]}
        for address in menu:
            self.page.goto(address)
            links = self.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
            for link in links:
                kind = self.kind(link)
                if kind:
                    found.setdefault(kind, link)
        return list(found.values())

    def settle(self):
        """Waits until charts are drawn. A wallboard never stops listening, so the network is no sign."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(400)

    def kind(self, link):
        """What a link leads to, but for which; none where it is no page of ours, or one of the menu's."""
        path = link.split("?")[0]
        steps = path.strip("/").split("/")
        if not link.startswith("/") or path.startswith("/api/") or len(steps) < 2 or steps[-1] == "stats":
            return None
        return "/".join([steps[0], "*", *steps[2:]])

    def test_assistive_programs_find_no_fault(self):
        axe = AXE_FILE_PATH.read_text()
        for scheme, size in [("light", None), ("dark", NARROW)]:
            self.page.emulate_media(color_scheme=scheme)
            if size:
                self.page.set_viewport_size(size)
            self.look_at_all(axe, scheme)

    def look_at_all(self, axe, scheme):
        self.log_in()
        kinds = self.addresses()
        self.assertTrue(any("/visits" in address for address in kinds), kinds)
        for address in ["/login", *kinds]:
            with self.subTest(address=address, scheme=scheme):
                self.page.goto(address)
                self.settle()
                self.page.evaluate(axe)
                found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
                faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found["violations"]]
                self.assertEqual(faults, [])
                self.assertEqual(self.complaints, [])

    def test_a_phone_shows_every_page_without_scrolling_sideways(self):
        self.page.set_viewport_size(NARROW)
        self.log_in()
        for address in self.addresses():
            with self.subTest(address=address):
                self.page.goto(address)
                wider = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
                self.assertLessEqual(self.page.evaluate(wider), 0)

    def test_pages_are_light_and_stand_still(self):
        self.log_in()
        for address in self.addresses():
            with self.subTest(address=address):
                self.page.goto(address)
                self.settle()
                sizes = self.page.evaluate(
                    """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
                    .map(entry => [entry.initiatorType, entry.encodedBodySize])"""
                )
                html = sum(size for kind, size in sizes if kind == "navigation")
                scripts = sum(size for kind, size in sizes if kind == "script")
                self.assertTrue(0 < html <= HTML_BYTES, html)
                self.assertTrue(0 < scripts <= SCRIPT_BYTES, scripts)
                shift = self.page.evaluate(
                    """() => new Promise(tell => {
                        let sum = 0;
                        new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
                            .observe({type: "layout-shift", buffered: true});
                        setTimeout(() => tell(sum), 300);
                    })"""
                )
                self.assertLessEqual(shift, SHIFT)

    def test_every_page_speaks_both_languages(self):
        self.log_in()
        for address in self.addresses():
            with self.subTest(address=address):
                self.page.goto(address)
                english = self.page.locator("h1").first.inner_text()
                self.page.locator("#other-language").click()
                self.assertEqual(self.page.locator("html").get_attribute("lang"), "da")
                self.page.goto(address)
                self.assertEqual(self.page.locator("html").get_attribute("lang"), "da")
                self.assertIn("Log ud", self.page.locator("header").inner_text())
                self.assertTrue(english)
                self.page.locator("#other-language").click()
                self.assertEqual(self.page.locator("html").get_attribute("lang"), "en")


if __name__ == "__main__":
    unittest.main()
