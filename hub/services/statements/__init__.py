"""What a partner is told each month: drawn, settled, issued, written; the hub's fee invoices."""
