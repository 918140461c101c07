"""All articles → what joins them: people, stories, copies, related articles, trends."""
