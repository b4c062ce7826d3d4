"""The web application: receives experiments, runs them with simcore, keeps and shows results."""
