using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.SignalSources.Forms;

public sealed class SignalFormFunctions(SignalForms forms)
{
    [Function("FormsShow"), Public, Rate(RouteClass.Auth)]
    [Operation(
        "Show the enquiry form of a source",
        Tag = "webhooks",
        ResultType = "text/html",
        Description = "Posts name, phone, message and consent to the source's webhook. Nothing is loaded from elsewhere."
    )]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/forms/{source}")]
            HttpRequest request,
        string source,
        CancellationToken cancellationToken
    ) => await forms.ShowAsync(request, source, cancellationToken);
}
