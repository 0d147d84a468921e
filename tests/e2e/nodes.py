"""How heavy a page is for the browser."""

from playwright.sync_api import Page

COUNT = """() => {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  let count = 1;
  while (walker.nextNode()) count += 1;
  return count;
}"""


def nodes_of(page: Page) -> int:
    """Return how many nodes the page's document has: elements, texts and comments."""
    count: int = page.evaluate(COUNT)
    return count
