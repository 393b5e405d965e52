using TcpVet.Model;

namespace TcpVet.Configs.HAProxy;

/// <summary>What of a haproxy.cfg a capture may hold.</summary>
internal static class NeededOfHAProxy
{
    private static readonly HashSet<string> Sections = new(StringComparer.Ordinal)
    {
        "global", "defaults", "frontend", "backend", "listen",
    };

    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        "maxconn", "maxconnrate", "maxsslconn", "ulimit-n", "fd-hard-limit", "strict-limits", "nbthread", "nbproc", "mode", "disabled",
        "enabled", "timeout", "clitimeout", "contimeout", "srvtimeout",
        "backlog", "default_backend", "use_backend", "balance", "fullconn", "retries", "http-reuse", "source", "dispatch",
        "master-worker", "hard-stop-after", "tcp-smart-accept",
    };

    // Behind the address: words that say something of connections, and how many words they take.
    private static readonly Dictionary<string, int> Parameters = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["maxconn"] = 1, ["minconn"] = 1, ["maxqueue"] = 1, ["backlog"] = 1, ["pool-max-conn"] = 1, ["pool-low-conn"] = 1,
        ["pool-min-conn"] = 1, ["pool-purge-delay"] = 1, ["max-reuse"] = 1,
        ["tcp-ut"] = 1, ["proto"] = 1, ["weight"] = 1, ["inter"] = 1, ["source"] = 1, ["interface"] = 1, ["namespace"] = 1,
        ["shards"] = 1, ["thread"] = 1, ["process"] = 1, ["nice"] = 1,
        ["check"] = 0, ["backup"] = 0, ["disabled"] = 0, ["tfo"] = 0, ["defer-accept"] = 0, ["ssl"] = 0, ["no-ssl"] = 0,
        ["send-proxy"] = 0, ["send-proxy-v2"] = 0, ["accept-proxy"] = 0,
        ["v4v6"] = 0, ["v6only"] = 0, ["transparent"] = 0, ["no-check"] = 0, ["no-backup"] = 0,
    };

    // Of older versions: that they are there is the mistake, and what stands behind them may be anything.
    private static readonly HashSet<string> Retired = new(StringComparer.Ordinal)
    {
        "redispatch", "block", "reqadd", "reqrep", "reqirep", "cliexp", "reqdel", "reqidel", "reqdeny", "reqideny", "reqallow", "reqiallow",
        "reqtarpit", "reqitarpit", "reqpass", "reqipass", "rspadd", "rsprep", "rspirep", "srvexp", "rspdel", "rspidel", "rspdeny",
        "rspideny", "monitor-net", "appsession", "grace", "bind-process",
    };

    public static ConfigDirective? Keep(ConfigDirective directive) => directive.Name switch
    {
        _ when directive.Children.Count > 0 => Sections.Contains(directive.Name) ? directive : null,
        _ when Sections.Contains(directive.Name) || Whole.Contains(directive.Name) => directive,
        "bind" => directive with { Arguments = Needed(directive.Arguments, 1) },
        "server" => directive with { Arguments = Needed(directive.Arguments, 2) },
        "server-template" => directive with { Arguments = Needed(directive.Arguments, 3) },
        "default-server" => directive with { Arguments = Needed(directive.Arguments, 0) },
        // What stands behind an option's name is a request, a header, a user.
        "option" => directive with { Arguments = [.. directive.Arguments.Take(1)] },
        "no" => directive with { Arguments = [.. directive.Arguments.Take(2)] },
        // Only whether there are rules of the kind: their text may compare with anything.
        "http-request" or "tcp-request" => directive with { Arguments = [.. directive.Arguments.Take(1)] },
        _ when Retired.Contains(directive.Name) => directive with { Arguments = [] },
        _ => null,
    };

    private static List<string> Needed(IReadOnlyList<string> arguments, int leading)
    {
        List<string> needed = [.. arguments.Take(leading)];
        for (int i = leading; i < arguments.Count; i++)
        {
            if (Parameters.TryGetValue(arguments[i], out int values))
            {
                needed.AddRange(arguments.Skip(i).Take(values + 1));
                i += values;
            }
        }

        return needed;
    }
}
