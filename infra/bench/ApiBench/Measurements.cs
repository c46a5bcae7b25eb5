namespace KoSales.Bench;

/// <summary>What is measured, in the order of docs/performance.md.</summary>
internal static class Measurements
{
    public static async Task<(double Answer, double Write)> RawAsync(Report report)
    {
        await using var raw = new RawLimits();
        var port = await raw.StartAsync();
        var answer = await report.MeasureAsync(
            "raw: Kestrel answers a small JSON",
            port,
            (_, _) => LoadGenerator.Request("GET", "/")
        );
        var write = await report.MeasureAsync(
            "raw: Kestrel + SQLite, six documents durable",
            port,
            (_, _) => LoadGenerator.Request("GET", "/write")
        );
        return (answer, write);
    }

    public static async Task CreateAsync(Report report, string appDll, double rawWrite)
    {
        await using var app = await AppProcess.StartAsync(appDll);
        Console.WriteLine(
            $"start to first answer {app.StartUp.TotalMilliseconds:0} ms, resident {app.ResidentMegabytes:0} MB"
        );
        await report.MeasureAsync(
            "create one lead",
            app.Port,
            Workloads.Create(app),
            rawWrite,
            app
        );
    }

    public static async Task ReadAsync(Report report, string appDll, int leads, double rawAnswer)
    {
        await using var app = await AppProcess.StartAsync(appDll);
        Task MeasureAsync(string name, RequestMaker make) =>
            report.MeasureAsync(name, app.Port, make, rawAnswer, app);

        await Workloads.ImportAsync(app, Workloads.Leads(leads));
        await MeasureAsync("get one lead", Workloads.Get(app, leads));
        await MeasureAsync($"list 50 of {leads:N0}, filtered and sorted", Workloads.List(app));
        var deep = await Workloads.CursorAtAsync(app, leads / 100);
        await MeasureAsync("list 50 at half the depth", Workloads.ListFrom(app, deep));
        await MeasureAsync("search by phone", Workloads.SearchPhone(app, leads));
        Console.WriteLine($"resident {app.ResidentMegabytes:0} MB");
    }

    /// <summary>The lists of each kind, beside those of leads: as many records of each that people bring in files,
    /// and as many notes and calls as come in the time of all runs.</summary>
    public static async Task ListsAsync(Report report, string appDll, int rows, double rawAnswer)
    {
        await using var app = await AppProcess.StartAsync(appDll);
        await Workloads.ImportAsync(app, Workloads.Leads(rows));
        foreach (var file in EntityLists.Files(rows))
            await Workloads.ImportAsync(app, file);
        await report.MeasureAsync("write a note", app.Port, EntityLists.Note(app, rows), app: app);
        await report.MeasureAsync("log a call", app.Port, EntityLists.Call(app, rows), app: app);
        await app.UntilQuietAsync();
        foreach (var (name, path) in EntityLists.Requests())
            await report.MeasureAsync(
                $"list 50 {name}, filtered and sorted",
                app.Port,
                EntityLists.List(app, path),
                rawAnswer,
                app
            );
    }

    public static async Task MoveAsync(Report report, string appDll, int leads, double rawWrite)
    {
        await using var app = await AppProcess.StartAsync(appDll);
        await Workloads.ImportAsync(app, Workloads.Leads(leads));
        await report.MeasureAsync(
            "move a pipeline to another stage",
            app.Port,
            Workloads.Transition(app, leads),
            rawWrite,
            app
        );
    }

    public static async Task ConvertAsync(Report report, string appDll, int leads, double rawWrite)
    {
        await using var app = await AppProcess.StartAsync(appDll);
        await Workloads.ImportAsync(app, Workloads.Leads(leads));
        await report.MeasureAsync(
            "convert a lead, with a deal",
            app.Port,
            Workloads.Convert(app, leads),
            rawWrite,
            app
        );
    }

    /// <summary>What is accepted, while what was accepted before is processed beside it. The bar: 1,000 a second,
    /// 99 of 100 within 250 ms.</summary>
    public static async Task WebhookAsync(Report report, string appDll, double rawWrite)
    {
        await using var app = await AppProcess.StartAsync(appDll);
        var secret = await SignedWebhooks.SecretAsync(app);
        await report.MeasureAsync(
            "accept a signed webhook of the inventory system",
            app.Port,
            new SignedWebhooks(secret).Deliver,
            rawWrite,
            app
        );
    }
}
