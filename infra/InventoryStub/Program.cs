using KoSales.InventoryStub;

// dotnet run --project infra/InventoryStub -- 3100
var port =
    args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 3100;
await using var server = await InventoryServer.StartAsync(port);
await Console.Out.WriteLineAsync($"The inventory stub is ready on {server.Address}");
await Task.Delay(Timeout.Infinite);
