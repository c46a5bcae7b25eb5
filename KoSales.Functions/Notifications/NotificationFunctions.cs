using KoSales.Domain.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Notifications;

public sealed class NotificationFunctions(Lists lists, Items items, Inbox inbox)
{
    private static readonly ResourceAnswers<Notification> Answers = new(
        "notifications",
        Domain.Notifications.Notifications.Collection,
        Projection.For<NotificationView>()
    );

    [Function("NotificationsList"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "List one's own notifications, newest first",
        Tag = "notifications",
        Result = typeof(NotificationView),
        List = "notifications",
        Query = ["unread"],
        Description = "unread=true: those not read yet; with count=exact their number."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/notifications")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            Flags.Read(request, "unread")
                ? NotificationLists.Unread
                : NotificationLists.Notifications,
            request,
            cancellationToken
        );

    [Function("NotificationsGet"), Access(Role.Manager, Role.Agent)]
    [Operation("Get a notification", Tag = "notifications", Result = typeof(NotificationView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/notifications/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(NotificationLists.Notifications, id, request, cancellationToken);

    [Function("NotificationsRead"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Mark a notification as read",
        Tag = "notifications",
        Result = typeof(NotificationView),
        Description = "Again: nothing changes, and it is answered as it is."
    )]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/notifications/{id}/read")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<Notification>(request, Answers.Shown);
        return call.Answer(await inbox.ReadAsync(id, call.Command, cancellationToken));
    }

    [Function("NotificationsReadAll"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Mark all of one's own notifications as read",
        Tag = "notifications",
        Result = typeof(NotificationsRead)
    )]
    public async Task<IResult> ReadAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/notifications/read-all")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<NotificationsRead>(
            request,
            read => Api.Responses.Answers.Of(read, NotificationContractsJson.Wire.NotificationsRead)
        );
        return call.Answer(await inbox.ReadAllAsync(call.Command, cancellationToken));
    }
}
