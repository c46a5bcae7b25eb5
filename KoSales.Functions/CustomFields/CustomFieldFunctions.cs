using KoSales.Domain.CustomFields;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.CustomFields;

public sealed class CustomFieldFunctions(
    CustomFieldDesk desk,
    Lists lists,
    Items items,
    Patches patches
)
{
    private static readonly ResourceAnswers<CustomField> Answers = new(
        "custom-fields",
        CustomField.Collection,
        Projection.For<CustomFieldView>()
    );

    [Function("CustomFieldsCreate"), Access(Role.Manager)]
    [Operation(
        "Define a custom field",
        Tag = "custom-fields",
        Body = typeof(CreateCustomField),
        Result = typeof(CustomFieldView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/custom-fields")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CustomField>(request, Answers.Created);
        return call.Answer(
            await desk.CreateAsync(
                await call.BodyAsync<CreateCustomField>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("CustomFieldsList"), Access]
    [Operation(
        "List custom fields",
        Tag = "custom-fields",
        Result = typeof(CustomFieldView),
        List = "custom-fields"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/custom-fields")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(CustomFieldLists.CustomFields, request, cancellationToken);

    [Function("CustomFieldsGet"), Access]
    [Operation(
        "Get a custom field",
        Tag = "custom-fields",
        Picks = true,
        Result = typeof(CustomFieldView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/custom-fields/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(CustomFieldLists.CustomFields, id, request, cancellationToken);

    [Function("CustomFieldsPatch"), Access(Role.Manager)]
    [Operation(
        "Change a custom field",
        Tag = "custom-fields",
        Body = typeof(EditCustomField),
        Result = typeof(CustomFieldView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/custom-fields/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CustomField>(request, Answers.Shown);
        return call.Answer(
            await desk.EditAsync(
                id,
                await patches.ReadAsync<EditCustomField>(request, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("CustomFieldsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a custom field",
        Tag = "custom-fields",
        Status = 204,
        Query = ["dry_run"],
        Description = "Stored values stay, unseen; defining the key again brings them back. Refused while "
            + "a stage or a score rule names it; cohorts whose rules do are frozen. A dry run "
            + "answers 200 with would_break, each place of them."
    )]
    [AlsoAnswers(200, typeof(FieldRemoval), "With dry_run=true: each place that names the field.")]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/custom-fields/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (Flags.DryRun(request))
        {
            var plan = new Call<FieldRemoval>(
                request,
                removal => Api.Responses.Answers.Of(removal, FieldRemovalJson.Wire.FieldRemoval)
            );
            return plan.Answer(await desk.PlanDeletionAsync(id, plan.Command, cancellationToken));
        }

        var call = new Call<CustomField>(request, _ => Answer.NoContent);
        return call.Answer(await desk.DeleteAsync(id, call.Command, cancellationToken));
    }
}
