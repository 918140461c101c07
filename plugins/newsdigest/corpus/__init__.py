"""All articles → what joins them: people, outlets, topics, stories, copies, related articles and trends."""

import os

# Threads of numpy's linear algebra, which nothing here uses, would make it unsafe to fork later.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
