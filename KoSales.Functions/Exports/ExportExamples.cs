using System.Text.Json;
using KoSales.Domain.Exports;

namespace KoSales.Functions.Exports;

internal static class ExportExamples
{
    private const string File = """
        id,display_name,phone_masked,kind,status,address.district
        K0-100001,Ramesh P.,+91******3210,dealer,open,Sehore

        """;

    private const string Deals = """
        id,title,status,stage,amount_inr
        D-3,Humic acid and NPK for kharif,open,enquiry,48500

        """;

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new ExportRecords
            {
                Filter = JsonElement.Parse(
                    """{"field": "address.state_code", "op": "eq", "value": "23"}"""
                ),
                Fields = ["id", "display_name", "kind", "address.district", "score"],
                Format = ExportFormat.Csv,
                Bom = true,
            }
        ),
        ContractExample.Of(
            new ExportRecords
            {
                Filter = JsonElement.Parse("""{"field": "kind", "op": "eq", "value": "dealer"}"""),
                Fields = ["id", "tags", "created_at"],
            },
            "ContactsExport",
            "CustomersExport"
        ),
        ContractExample.Of(
            new ExportRecords
            {
                Filter = JsonElement.Parse("""{"field": "stage", "op": "eq", "value": "quoted"}"""),
                Fields = ["id", "title", "stage", "amount_inr"],
            },
            "DealsExport"
        ),
        ContractExample.Text(File, "LeadsExportCsv", "ExportsDownload"),
        ContractExample.Text(Deals, "DealsExportCsv"),
        ContractExample.Text("id,display_name\nC-7,Ramesh P.\n", "ContactsExportCsv"),
        ContractExample.Text("id,name\nCT-12,Patel Krishi Kendra\n", "CustomersExportCsv"),
    ];
}
