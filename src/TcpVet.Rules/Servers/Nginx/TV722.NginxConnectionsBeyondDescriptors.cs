using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV722: worker_connections of nginx is more than a worker may open.</summary>
internal sealed class NginxConnectionsBeyondDescriptors : Rule
{
    private static readonly Threshold Spare = new("TV722.spare_descriptors", 16, "descriptors", "engineering default: logs, listeners, epoll, the channel to the master", "so many of a worker's descriptors are not for connections");

    public override string Code => "TV722";

    public override string Name => "nginx-connections-beyond-descriptors";

    public override string Summary => "nginx's worker_connections is more than the descriptors that a worker may open";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["worker_connections exceed open file resource limit", "accept4() failed (24: Too many open files)", "socket() failed (24: Too many open files) while connecting to upstream"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Each connection of a worker takes a descriptor, those to clients and those to upstreams alike, and each file that is served or buffered another. `worker_connections` allows more connections than the worker may have descriptors.

        ## Why it hurts
        Under load `accept4()` or `socket()` fails with "Too many open files" long before nginx's own limit: clients hang in the accept queue, and proxied requests get 500 or 502.

        ## How we know
        `worker_connections` is compared with `worker_rlimit_nofile` where that is set, otherwise with the limit that the running nginx has (/proc/PID/limits). nginx warns about the same at its start ("worker_connections exceed open file resource limit") and goes on. As many descriptors as connections are told of a running nginx alone, as information: the two limits are reached at almost the same time. When it proxies, worker_connections counts both sides, so that it serves half as many clients.

        ## What to do
        Set `worker_rlimit_nofile` in the main context to at least twice worker_connections, and raise `LimitNOFILE` of the unit where the hard limit is lower. Or lower worker_connections to what is needed.

        ## What does not help

        ## When to ignore
        If the number was only meant as "no limit" and the load never comes near the descriptors.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("ulimit -n in a shell", "the service does not get that limit") { Page = "`ulimit -n` in a shell: a service does not get it." },
        new("fs.file-max", "the limit is the process's own, RLIMIT_NOFILE") { IsCode = true },
        UselessRemedy.OnPage("More worker_connections: the descriptors run out first."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Spare];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (NginxView view in NginxView.All.Of(input))
        {
            ConfigDirective? written = view.Main.Own("events")?.Children.FirstOrDefault(child => child.Name == "worker_connections");
            missing ??= view.Unknown(written) ?? view.Unknown(view.Main.Own("worker_rlimit_nofile"));
            missing ??= written is not null && view.Main.Own("worker_rlimit_nofile") is null ? ServerProcess.Unread(view.Configuration, input) : null;
            if (written is { } line
                && NginxView.Figure(line.Argument) is { } asked
                    && view.DescriptorLimit(input) is { } limit && (asked > limit.Limit
                    || (view.Configuration.Origin == ConfigurationOrigin.Process && asked + input.Settings[Spare] > limit.Limit)))
            {
                findings.Add(Beyond(view, line, asked, limit, input));
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding Beyond(NginxView view, ConfigDirective line, long asked, (long Limit, Phrase Source) limit, RuleInput input)
    {
        bool proxies = view.Proxies.Count > 0;
        // As many descriptors as connections: nginx does not complain, and the limit of connections is reached with them.
        return Found(asked > limit.Limit ? Severity.Warning : Severity.Info, Confidence.Certain,
            $"nginx allows {Figure.Of(asked)} connections a worker, its descriptors end at {Figure.Of(limit.Limit)}", Written.At(view.Configuration, line)) with
        {
            Figures =
            [
                FindingFigure.Limit("connections_limit", asked, "connections"),
                FindingFigure.Limit("descriptors_limit", limit.Limit, "descriptors"),
            ],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                new("descriptors of a worker", Figure.Of(limit.Limit), limit.Source),
                .. proxies ? [new Evidence("clients served at the most", $"{Figure.Of(asked / 2)}: a proxied one takes two connections", "ngx_core_module: worker_connections")] : Array.Empty<Evidence>(),
            ],
            Cause = "The limits were set apart from each other; nginx warns about it at its start only.",
            Remedies =
            [
                new(RemedyLevel.Configuration, $"Write worker_rlimit_nofile {asked * 2}; in the main context, then reload"),
                .. ServiceUnit.RaiseDescriptorLimit(input.Process(view.Configuration.Process)?.Unit) is { } raise
                    ? [raise.Remedy]
                    : Array.Empty<Remedy>(),
                new(RemedyLevel.Configuration, $"Or lower worker_connections below {Figure.Of(limit.Limit)}"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
