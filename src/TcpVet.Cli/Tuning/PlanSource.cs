using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Cli.Commands.Tune;
using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Time;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Records;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Tuning;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;
using TcpVet.Tuning.Persisting;
using TcpVet.Tuning.Planning;

namespace TcpVet.Cli.Tuning;

/// <summary>Makes a plan from what the command line names: a check-up's findings, a file of settings, or an earlier plan.</summary>
internal static class PlanSource
{
    public static Option<string?> File { get; } = new("--file")
    {
        Description = "Plan what the lines of a sysctl file ask for, where lint has nothing against them; - for standard input",
        HelpName = "FILE",
    };

    /// <summary>Makes the plan.</summary>
    /// <exception cref="RequestException">The options contradict each other, or a file is wrong.</exception>
    public static PreparedPlan Make(ParseResult parse, CancellationToken cancellation)
    {
        RefuseContradictions(parse);
        CheckupRequest checkup = CheckupRequests.Of(parse);
        if (parse.GetValue(TuneOptions.For) is { Length: > 0 } words)
        {
            checkup = checkup with { Only = CheckupOptions.Codes(parse, TuneOptions.For) ?? throw new RequestException($"--for: no rule is named by '{words[0]}'") };
        }

        if (parse.GetValue(CommonOptions.From) is { } record)
        {
            return Recorded(parse, checkup, record);
        }

        LiveHost host = HostedInvocation.HostOf(parse);
        NetworkNamespace netns = TuneOptions.Namespace(parse);
        TargetIdentity target = new TargetNamespaces(host).Identify(netns);
        string? earlier = parse.GetValue(TuneOptions.PlanFile);
        if (earlier is not null)
        {
            return Earlier(parse, checkup, earlier, netns, target, cancellation);
        }

        PlanningGround GroundOf(Capture capture) => Ground(parse, capture.Host, capture.Kernel, capture.TakenAt, target, setting => Running(host, netns, setting));
        if (parse.GetValue(File) is { } file)
        {
            return new PreparedPlan(FilePlan.Make(host, netns, file, checkup.Settings.Rules, GroundOf, cancellation), netns, Before: null);
        }

        Capture taken = EvidenceLook.Take(host, netns, checkup, checkup.Capture.Interval, cancellation);
        long bootMs = BootClock.NowMs();
        return FromFindings(GroundOf(taken), taken, Diagnoser.Diagnose(checkup, taken, Spoken.Notices()), bootMs, checkup.Only) with { Netns = netns };
    }

    /// <summary>The words after 'tcpvet tune apply' that make the same plan.</summary>
    public static string Words(ParseResult parse)
    {
        List<string> words = [];
        words.AddRange((parse.GetValue(TuneOptions.For) ?? []).Select(word => $"--for {word}"));
        words.AddRange(parse.GetValue(File) is { } file ? [$"--file {file}"] : []);
        words.AddRange(parse.GetValue(CommonOptions.Netns) is { } netns ? [$"-N {netns}"] : []);
        words.AddRange(parse.GetValue(TuneOptions.Pid) is { } pid ? [$"--pid {pid}"] : []);
        return SafeText.Escape(string.Concat(words.Select(word => $" {word}")));
    }

    private static void RefuseContradictions(ParseResult parse)
    {
        string[] named = [.. new (bool Given, string Name)[]
        {
            (parse.GetValue(TuneOptions.For) is { Length: > 0 }, "--for"),
            (parse.GetValue(File) is not null, "--file"),
            (parse.GetValue(TuneOptions.PlanFile) is not null, "--plan"),
        }.Where(option => option.Given).Select(option => option.Name)];
        if (named.Length > 1)
        {
            throw new RequestException($"{string.Join(" and ", named)}: a plan has one source; leave one of them out");
        }

        if (parse.GetValue(CommonOptions.From) is not null && named is ["--file"])
        {
            throw new RequestException("--file and --from: lines are judged by the live host; leave one of them out");
        }
    }

    private static PreparedPlan Recorded(ParseResult parse, CheckupRequest checkup, FileInfo record)
    {
        Capture capture = RecordFile.Read(record) ?? throw new RequestException("tune plan: a raw dump (--from) holds sockets and no counters or settings; a plan needs a capture ('tcpvet capture FILE')");
        string? word = parse.GetValue(CommonOptions.Netns);
        NetnsCapture netns = capture.Namespaces.FirstOrDefault(candidate => word is null || candidate.Netns.Name == word || candidate.Netns.Label == word)
            ?? throw new RequestException($"--netns: the capture holds no namespace '{word}'; it holds {string.Join(", ", capture.Namespaces.Select(found => found.Netns.Label))}");
        Capture one = capture with { Namespaces = [netns] };
        TargetIdentity target = new()
        {
            Inode = netns.Netns.Inode,
            Name = netns.Netns.Name,
            Pid = netns.Netns.Pid,
            Initial = netns.Sysctls.ContainsKey("net.core.netdev_max_backlog"),
        };
        PlanningGround ground = Ground(parse, capture.Host, capture.Kernel, capture.TakenAt, target, setting => netns.Sysctls.GetValueOrDefault(setting)) with { WinsAtBoot = _ => null };
        return FromFindings(ground, one, Diagnoser.Diagnose(checkup, one, Spoken.Notices()), bootMs: 0, checkup.Only) with { Before = null };
    }

    private static PreparedPlan Earlier(ParseResult parse, CheckupRequest checkup, string file, NetworkNamespace netns, TargetIdentity target, CancellationToken cancellation)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        TuningPlan read;
        try
        {
            read = TuningJson.ReadPlan(PlanFile.Read(TuneOptions.PlanFile.Name, file));
        }
        catch (TuningException exception)
        {
            throw new RequestException($"--plan: {file}: {exception.Message}");
        }

        string[] codes = [.. read.Changes.SelectMany(change => change.Because).Distinct().Where(code => RuleCatalog.Find(code) is not null)];
        PlanningGround ground = Ground(parse, HostIdentity.Name(host.Root), HostIdentity.Kernel(host.Root), TimeProvider.System.GetUtcNow(), target, setting => Running(host, netns, setting));
        TuningPlan plan = Planner.Again(ground, read);
        Measurement? before = codes.Length == 0 || plan.Changes.Count == 0 ? null
            : EvidenceLook.Measure(host, netns, checkup, codes, [.. plan.Changes.SelectMany(change => change.Reasons)], cancellation);
        return new PreparedPlan(plan, netns, before);
    }

    private static PreparedPlan FromFindings(PlanningGround ground, Capture capture, Diagnosis diagnosis, long bootMs, IReadOnlyList<string>? only)
    {
        (IReadOnlyList<ProposedChange> proposals, IReadOnlyList<NotProposed> nothing) = ProposedChange.From(diagnosis.Findings);
        TuningPlan plan = Planner.Plan(ground, proposals, [.. nothing, .. Silent(diagnosis, only)]);
        if (plan.Changes.Count == 0)
        {
            return new PreparedPlan(plan, Netns: null, Before: null);
        }

        Measurement before = Yardsticks.Read(plan.Changes.SelectMany(change => change.Reasons), EvidenceLook.OfRule, capture, capture.Namespaces[0], bootMs);
        return new PreparedPlan(plan, Netns: null, EvidenceLook.WithFindings(before, diagnosis, [.. plan.Changes.SelectMany(change => change.Because).Distinct()]));
    }

    // Whoever asks for a rule by name is to hear why nothing is proposed for it.
    private static IEnumerable<NotProposed> Silent(Diagnosis diagnosis, IReadOnlyList<string>? only) => (only ?? [])
        .Where(code => !diagnosis.Findings.Any(finding => finding.Code == code || finding.Explains.Contains(code)))
        .Select(code => new NotProposed($"{code} {RuleCatalog.Find(code)?.Name}", diagnosis.CannotTell.FirstOrDefault(entry => entry.Code == code) is { } unknown
            ? $"whether it holds here cannot be told: {unknown.Missing}"
            : diagnosis.Ignored.Any(entry => entry.Finding.Code == code) ? "it was found, and is ignored" : "it is not found here: there is nothing to mend")
        { Code = code });

    private static PlanningGround Ground(ParseResult parse, string host, string kernel, DateTimeOffset takenAt, TargetIdentity target, Func<string, string?> current)
    {
        string folder = TuneOptions.SysctlFolder(parse);
        // Another namespace than the host's is set up from no file that this program could know.
        BootFiles? boot = target.Initial || parse.GetValue(TuneOptions.SysctlDir) is not null ? BootFiles.Beside(folder) : null;
        return new PlanningGround
        {
            Host = host,
            Kernel = kernel,
            TakenAt = takenAt,
            Target = target,
            Current = current,
            File = Path.Combine(folder, PersistedFile.FileName),
            WinsAtBoot = setting => boot?.WinnerOver(setting),
        };
    }

    private static string? Running(LiveHost host, NetworkNamespace netns, string setting) => netns.Run(() => new RunningSettings(host.Root).Read(setting));
}
