"""Descriptions become HTML that can do nothing."""

import re
from html import escape

import pytest

from portal.web import markdown as module
from portal.web.markdown import markdown, nodes

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src='https://e.test'></iframe><form action=x><input></form>",
    "<style>body{}</style><p style='position:fixed' class='x' id='main' onclick=a()>t</p>",
    "[x](javascript:alert(1)) <a href='JaVaScRiPt:alert(1)'>x</a> [y](data:text/html,x)",
    "<svg onload=alert(1)><math><mtext><img src=x onerror=alert(1)></mtext></math></svg>",
    "<a href='//e.test'>x</a> [z](/admin/delete)",
    "<base href=//e.test><meta http-equiv=refresh content=0><link rel=x href=//e.test>",
    "`<script>`<!-- <img src=x onerror=1> -->",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_runs_loads_or_leaves(source: str) -> None:
    for html in (markdown(source), markdown(f"# T\n\n{source}\n\n- {source}")):
        tags = " ".join(re.findall(r"<[^>]*>", html)).lower()
        assert not re.search(r"<(script|img|iframe|style|svg|math|form|input|base|meta|link)", tags)
        assert not re.search(r"\s(on\w+|style|class|id|src)\s*=", tags)
        assert re.findall(r'href="(?!https?://|mailto:)', tags) == []


def test_an_image_becomes_a_link_to_it() -> None:
    link = '<a href="https://e.test/a.png" rel="nofollow noopener">'
    assert markdown("![A *cat*](https://e.test/a.png)") == f"<p>{link}A *cat*</a></p>\n"
    assert f"{link}image</a>" in markdown('<img alt="x" src="https://e.test/a.png">')


def test_headings_move_below_those_of_the_page() -> None:
    html = markdown("# One\n\n##### Five\n\n<h1>raw</h1>")
    assert re.findall(r"<(h\d)>", html) == ["h3", "h6", "h3"]


def test_tables_and_links_are_kept() -> None:
    assert "<td>1</td>" in markdown("|a|b|\n|-|-|\n|1|2|")
    assert 'href="https://x.test/" rel="nofollow noopener"' in markdown("[x](https://x.test/)")


def test_plain_text_is_escaped() -> None:
    assert markdown("The pet's name, 3 to 40.") == "<p>The pet's name, 3 to 40.</p>"
    assert markdown("a < b & c") == "<p>a &lt; b &amp; c</p>\n"
    assert "<em>" in markdown("an _important_ word")
    assert "<em>" not in markdown("snake_case_name")
    assert markdown("- a") == "<ul>\n<li>a</li>\n</ul>\n"


def test_mark_up_out_of_all_proportion_is_shown_as_text() -> None:
    html = markdown("***\n" * 3_000)
    assert nodes(html) == 1


@pytest.mark.parametrize("top", ["#", "##", "####"])
def test_headings_begin_below_the_page_s_whatever_their_author_began_with(top):
    assert markdown(f"{top} One\n\n{top}# Two", below=3) == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_code_that_scrolls_can_have_the_focus():
    assert '<pre tabindex="0">' in markdown("Call:\n\n    GET /things\n")


def test_tags_of_images_that_never_end_do_not_hold_up_the_page():
    # With each looked at for each, this is hours of work.
    html = markdown("<div>\n" + "<img src=a " * 3_600, most_nodes=1_200)
    assert nodes(html) < 2
    assert "&lt;img src=a" in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Bearer <access-token>, Jane <jane AT shop.test>", None),
        ("A Map<String,Price> or List<Price> for <user>", None),
        ("Promise<List<Object>>, Page<P>, Optional<A>", None),
        ("2 < 3 and 3 > 1, a <b c", None),
        ('<user id="1">x</user>', None),
        ("Put <script> or <style> or <title> there", None),
        ("<script src=x> begins it", None),
        ("/token?code=<code>&id=<i>", None),
        ("<host:port>, <!DOCTYPE html>, <?xml version=1?>", None),
        ("<order>", None),
        ("<!-- never closed", None),
        ("&lt;user&gt; and \\<user\\>", "&lt;user&gt; and &lt;user&gt;"),
        ("`<user>`", "<code>&lt;user&gt;</code>"),
        ("<b>all</b> of <B>them</B>", "<b>all</b> of <b>them</b>"),
        ("x <!-- y --> z", "x  z"),
        ("one<br>two<BR/>three", "one<br>two<br>three"),
        ("<font color='red'>red</font>, <span>plain</span>", "red, plain"),
    ],
)
def test_words_in_angle_brackets_are_words_and_tags_are_tags(source: str, shown: str | None):
    expected = escape(source, quote=False) if shown is None else shown
    assert markdown(source).strip() == f"<p>{expected}</p>"


def test_words_in_angle_brackets_stay_in_headings_tables_and_blocks_of_html():
    assert markdown("# List<Price> of <user>") == "<h3>List&lt;Price&gt; of &lt;user&gt;</h3>\n"
    assert "<td>&lt;user&gt;</td>" in markdown("|a|\n|-|\n|<user>|")
    assert "Map&lt;K,V&gt; &lt;user&gt;" in markdown("<div>\nMap<K,V> <user>\n</div>")
    assert "after" in markdown("<!-- open\n\nafter")


def test_addresses_in_angle_brackets_are_links():
    html = markdown("<https://x.test/a> <jane@shop.test>")
    assert 'href="https://x.test/a"' in html
    assert 'href="mailto:jane@shop.test"' in html


@pytest.mark.parametrize("one", ["<!--", "<a", "<div ", "<b>", "<", "</b", "<x ", "<a:"])
def test_brackets_that_nothing_closes_do_not_hold_up_the_page(one: str):
    # With each looked at for each, the slowest of these takes minutes.
    assert one.strip("<> /!:-") in markdown(one * (60_000 // len(one)))


def test_a_table_of_short_rows_is_not_filled_up_without_end():
    head = "a|" * 300
    table = f"|{head}\n|{'-|' * 300}\n" + "x\n" * 300
    assert markdown(table, most_nodes=1_000_000).count("<td>") < 2_000
    assert "<td>1</td>" in markdown("|a|b|\n|-|-|\n|1|\n|2|")


def test_brackets_that_nothing_closes_are_shown_as_text_once_they_are_many():
    link = "[*a*](https://x.test/) "
    assert 'href="https://x.test/"' in markdown("[ " * 50 + link)
    assert markdown("[ " * 51 + link) == f"<p>{'[ ' * 51 + link.strip()}</p>"


@pytest.mark.parametrize("unit", ["*a* ", "_a", "]", "&amp;", "- a\n", "\\*", "<http://a.b> "])
def test_text_that_is_little_else_than_marks_is_not_parsed(
    monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    """20 KB of it took up to a third of a second."""
    monkeypatch.setattr(module, "_parser", lambda: pytest.fail("It was parsed."))
    assert (
        markdown(unit * 5_000, most_nodes=100) == f"<p>{escape((unit * 5_000).strip(), False)}</p>"
    )
