using TcpVet.Model;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>
/// What HAProxy took once and refuses now. From the messages in src/cfgparse-listen.c, src/cfgparse-global.c and src/proxy.c of 3.5-dev5,
/// each version looked up in the tags v1.5.0 to v3.4.0; tried with 2.6.12.
/// </summary>
internal static class HAProxyRetired
{
    private static readonly RetiredLine Address = new(
        "an address behind the name of a section", 1, 6, 0, Refused: true, "Write the name alone, and below it bind ADDRESS:PORT");

    private static readonly RetiredLine Overflow = new(
        "a time of more than 2147483647 ms", 2, 0, 0, Refused: true, "Write 24d or less, which is as long as any connection should be kept without a byte");

    private static readonly RetiredLine Health = new(
        "mode health", 2, 3, 0, Refused: true, "Write mode http, and http-request return status 200");

    private static readonly RetiredLine Program = new(
        "the section program", 3, 3, 0, Refused: true, "Let the service manager start the program, and take the section out");

    // Of sections that connect: keywords, and options behind the word.
    private static readonly RetiredLine[] Keywords =
    [
        new("contimeout", 2, 1, 0, Refused: true, "Write timeout connect with the same time"),
        new("clitimeout", 2, 1, 0, Refused: true, "Write timeout client with the same time"),
        new("srvtimeout", 2, 1, 0, Refused: true, "Write timeout server with the same time"),
        new("redispatch", 2, 1, 0, Refused: true, "Write option redispatch"),
        new("block", 2, 1, 0, Refused: true, "Write http-request deny with the same condition"),
        new("reqadd", 2, 1, 0, Refused: true, "Write http-request add-header NAME VALUE"),
        new("reqrep", 2, 1, 0, Refused: true, "Write http-request replace-path, replace-uri or replace-header"),
        new("reqirep", 2, 1, 0, Refused: true, "Write http-request replace-path, replace-uri or replace-header"),
        new("cliexp", 2, 1, 0, Refused: true, "Write http-request replace-header"),
        new("reqdel", 2, 1, 0, Refused: true, "Write http-request del-header NAME"),
        new("reqidel", 2, 1, 0, Refused: true, "Write http-request del-header NAME"),
        new("reqdeny", 2, 1, 0, Refused: true, "Write http-request deny with a condition"),
        new("reqideny", 2, 1, 0, Refused: true, "Write http-request deny with a condition"),
        new("reqallow", 2, 1, 0, Refused: true, "Write http-request allow with a condition"),
        new("reqiallow", 2, 1, 0, Refused: true, "Write http-request allow with a condition"),
        new("reqtarpit", 2, 1, 0, Refused: true, "Write http-request tarpit with a condition"),
        new("reqitarpit", 2, 1, 0, Refused: true, "Write http-request tarpit with a condition"),
        new("reqpass", 2, 1, 0, Refused: true, "Take the line out: it has no successor"),
        new("reqipass", 2, 1, 0, Refused: true, "Take the line out: it has no successor"),
        new("rspadd", 2, 1, 0, Refused: true, "Write http-response add-header NAME VALUE"),
        new("rsprep", 2, 1, 0, Refused: true, "Write http-response replace-header"),
        new("rspirep", 2, 1, 0, Refused: true, "Write http-response replace-header"),
        new("srvexp", 2, 1, 0, Refused: true, "Write http-response replace-header"),
        new("rspdel", 2, 1, 0, Refused: true, "Write http-response del-header NAME"),
        new("rspidel", 2, 1, 0, Refused: true, "Write http-response del-header NAME"),
        new("rspdeny", 2, 1, 0, Refused: true, "Write http-response deny with a condition"),
        new("rspideny", 2, 1, 0, Refused: true, "Write http-response deny with a condition"),
        new("monitor-net", 2, 3, 0, Refused: true, "Write http-request return status 200 if { src NETWORK }"),
        new("appsession", 1, 6, 0, Refused: true, "Write stick-table and stick on, or cookie"),
        new("grace", 2, 5, 0, Refused: true, "Take the line out; hard-stop-after of the global section bounds the end of old processes"),
        new("bind-process", 2, 7, 0, Refused: true, "Take the line out; thread on the bind line chooses threads"),
        new("nbproc", 2, 5, 0, Refused: true, "Take the line out: threads use all processors by themselves"),
    ];

    private static readonly RetiredLine[] Options =
    [
        new("option forceclose", 2, 0, 0, Refused: true, "Take the line out, or write option httpclose if connections have to be closed"),
        new("option http-tunnel", 2, 1, 0, Refused: true, "Take the line out: keep-alive is the default"),
        new("option http-use-htx", 2, 5, 0, Refused: true, "Take the line out: it is the only mode since 2.1"),
        new("option http_proxy", 2, 5, 0, Refused: true, "Write http-request do-resolve, set-dst and set-uri"),
        new("option independant-streams", 2, 1, 0, Refused: true, "Write option independent-streams"),
    ];

    /// <summary>What is retired of a section's own line; null for nothing.</summary>
    public static RetiredLine? Section(ConfigDirective section) => section.Name switch
    {
        "listen" or "frontend" or "backend" when section.Arguments is [_, not "from", ..] => Address,
        "program" => Program,
        _ => null,
    };

    /// <summary>What is retired of a line in a section; null for nothing.</summary>
    public static RetiredLine? Line(ConfigDirective section, ConfigDirective line)
    {
        if (section.Name is not ("global" or "defaults" or "listen" or "frontend" or "backend"))
        {
            return null;
        }

        if (line is { Name: "mode", Argument: "health" })
        {
            return Health;
        }

        if (HAProxySection.TimeOf(line) is { Ms: > int.MaxValue } && line.Name == "timeout")
        {
            return Overflow;
        }

        string option = line.Name == "option" ? $"option {line.Argument}" : "";
        return option.Length > 0
            ? Array.Find(Options, known => known.Name == option)
            : Array.Find(Keywords, known => known.Name == line.Name);
    }
}
