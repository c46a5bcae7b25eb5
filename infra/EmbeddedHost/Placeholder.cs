namespace KoSales.EmbeddedHost;
