"""Settings of the sample digest: values only. Pelican's are documented by Pelican, ours in docs/settings.md."""

SITENAME = "The Halvard Clippings"
SITESUBTITLE = "A sample digest of invented news"
SITEURL = ""
TIMEZONE = "UTC"
DEFAULT_LANG = "en"

PATH = "content"
OUTPUT_PATH = "output"
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
THEME = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["newsdigest"]
RELATIVE_URLS = True
DELETE_OUTPUT_DIRECTORY = True
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
