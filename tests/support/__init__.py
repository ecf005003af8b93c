"""What tests need around them: a database server, a browser, a closed network."""
