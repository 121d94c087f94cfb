"""From candidates to values. A resolver accepts a value only when one remains; otherwise it abstains and says so."""
