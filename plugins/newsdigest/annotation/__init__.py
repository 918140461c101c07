"""Article → its people, quotes, roles and topics."""
