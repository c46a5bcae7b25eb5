using KoSales.Domain.Teams;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Teams;

public sealed class TeamFunctions(TeamDesk desk, Lists lists, Items items, Patches patches)
{
    private static readonly ResourceAnswers<Team> Answers = new(
        "teams",
        Team.Collection,
        Projection.For<TeamView>()
    );

    [Function("TeamsList"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "List teams",
        Tag = "teams",
        Result = typeof(TeamView),
        List = "teams",
        Description = "Managers and agents see their own."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/teams")] HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(TeamLists.Teams, request, cancellationToken);

    [Function("TeamsGet"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation("Get a team", Tag = "teams", Picks = true, Result = typeof(TeamView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/teams/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(TeamLists.Teams, id, request, cancellationToken);

    [Function("TeamsCreate"), Access(Role.Admin)]
    [Operation(
        "Create a team",
        Tag = "teams",
        Body = typeof(CreateTeam),
        Result = typeof(TeamView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/teams")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Team>(request, Answers.Created);
        return call.Answer(
            await desk.FoundAsync(
                await call.BodyAsync<CreateTeam>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TeamsPatch"), Access(Role.Admin)]
    [Operation(
        "Change a team",
        Tag = "teams",
        Body = typeof(EditTeam),
        Result = typeof(TeamView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/teams/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Team>(request, Answers.Shown);
        var patch = await patches.ReadAsync<EditTeam>(request, cancellationToken);
        return call.Answer(
            await desk.EditAsync(TeamId.Of(id), patch, call.Command, cancellationToken)
        );
    }

    [Function("TeamsDelete"), Access(Role.Admin)]
    [Operation(
        "Delete a team",
        Tag = "teams",
        Rehearses = true,
        Status = 204,
        Description = "Refused while it has members."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/teams/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Team>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.DissolveAsync(
                TeamId.Of(id),
                IfMatches.Optional(request),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TeamsRestore"), Access(Role.Admin)]
    [Operation("Restore a deleted team", Tag = "teams", Result = typeof(TeamView))]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/teams/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Team>(request, Answers.Shown);
        return call.Answer(await desk.RestoreAsync(TeamId.Of(id), call.Command, cancellationToken));
    }
}

internal static class TeamLists
{
    public static readonly ListSpec Teams = new ListSpec<TeamView>
    {
        Name = "teams",
        Noun = "team",
        Collection = Team.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["manager_id"] = FieldType.Text,
            ["calendar_id"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["name"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["name"] = "name_key" },
        Scope = Team.Visible,
    };
}
