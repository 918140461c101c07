"""What is remembered of a build, and how little of it an idle one needs."""

import os

from newsdigest.site import manifest


def test_a_manifest_comes_back_as_it_was_saved(tmp_path):
    """Whole, or at a glance without what is long."""
    path = tmp_path / "site.json"
    saved = manifest.Manifest(
        "stamp",
        "inputs",
        2,
        ("a: odd",),
        "tree",
        {"page": ["t"], "odd": None},
        {"p/": "f"},
        (("p", "f"),),
        (("q", "g"), ("r", "h")),
        {"p/index.html": (3, 9), "odd \n\udcff": (0, 0)},
    )
    manifest.save(path, saved)
    assert manifest.load(path) == saved
    seen = manifest.glance(path)
    assert (seen.stamp, seen.inputs, seen.total, seen.failures, seen.tree) == (
        "stamp",
        "inputs",
        2,
        ("a: odd",),
        "tree",
    )
    assert not seen.files
    assert not seen.parts


def test_a_manifest_that_is_not_ours_is_as_good_as_none(tmp_path):
    """Whatever is in it."""
    path = tmp_path / "site.json"
    for content in (b"", b"{}", b'{"stamp": "x"}\n', b"\xff", b"[1]\n[2]"):
        path.write_bytes(content)
        assert manifest.load(path) == manifest.glance(path) == manifest.Manifest()
    manifest.save(path, manifest.Manifest("stamp", files={"one": (1, 2), "two": (3, 4)}))
    whole = path.read_bytes()
    assert manifest.load(path).files
    for content in (whole[:-1], whole.replace(b"\x0016\n", b"\x008\n")):
        path.write_bytes(content)
        assert manifest.load(path) == manifest.Manifest()


def test_a_tree_differs_when_any_file_does(tmp_path):
    """In name, size or time; a folder elsewhere is none of it."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    (site / "deep" / "er").mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "x").write_text("x", "utf-8")
    file = site / "deep" / "er" / "index.html"
    file.write_text("one", "utf-8")
    stamps = [manifest.tree(manifest.stats(site))]
    (site / "linked").symlink_to(elsewhere)
    assert manifest.tree(manifest.stats(site)) == manifest.tree_of(site) == stamps[0]
    assert list(manifest.stats(site)) == ["deep/er/index.html"]
    file.write_text("four", "utf-8")
    stamps.append(manifest.tree(manifest.stats(site)))
    os.utime(file, ns=(1, 1))
    stamps.append(manifest.tree(manifest.stats(site)))
    os.utime(file, ns=(0, 0))
    stamps.append(manifest.tree(manifest.stats(site)))
    file.rename(file.with_name("other.html"))
    stamps.append(manifest.tree(manifest.stats(site)))
    assert len(set(stamps)) == len(stamps)


def test_a_tree_of_many_folders_is_what_their_files_make_it(tmp_path):
    """Though it is told in shares."""
    for number in range(2 * manifest.MANY):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "index.html").write_text("x", "utf-8")
    files = manifest.stats(tmp_path)
    assert sorted(files) == sorted(f"{number}/index.html" for number in range(2 * manifest.MANY))
    assert manifest.tree_of(tmp_path) == manifest.tree(files)
