using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Mail;

public static class MailRegistration
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services
            .AddOptions<MailSettings>()
            .BindConfiguration(MailSettings.Section)
            .Refuse(s => s.Fault());
        return services.AddSingleton(Mailer);
    }

    private static IMailer Mailer(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<IOptions<MailSettings>>();
        if (settings.Value.Host.Length > 0)
            return new SmtpMailer(settings);
        return HostKind.IsStartedByHost ? new NoMailer() : new ConsoleMailer(Console.Out);
    }
}
