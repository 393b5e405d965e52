using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
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
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tune;

/// <summary>Makes a plan. It reads and changes nothing.</summary>
public static class TunePlanning
{
    /// <summary>Makes the plan.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">Where the plan comes from.</param>
    /// <param name="notices">Hears of ignored findings that have expired, and how long the waiting lasts.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RequestException">A file is wrong, or cannot be read.</exception>
    /// <exception cref="KernelException">There is no such namespace, or the kernel refuses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PreparedPlan Make(LiveHost host, TunePlanRequest request, Notices notices, CancellationToken cancellation)
    {
        if (request.Checkup.Record is { } record)
        {
            return Recorded(request, record, notices);
        }

        NetworkNamespace netns = request.Netns is { } word ? host.Namespaces.Resolve(word) : host.Namespaces.Own();
        LiveGround ground = new(host, netns, new TargetNamespaces(host).Identify(netns), request.SysctlFolder);
        if (request.EarlierPlan is { } earlier)
        {
            return Earlier(host, request, earlier, ground, notices, cancellation);
        }

        if (request.SettingsFile is { } file)
        {
            Configuration lines = FilePlan.Read(file, request.StandardInput);
            return new PreparedPlan(FilePlan.Make(host, ground, lines, request, cancellation), netns, Before: null);
        }

        Capture taken = EvidenceLook.Take(host, netns, request.Checkup, notices, cancellation);
        long bootMs = BootClock.NowMs();
        Diagnosis diagnosis = Diagnoser.Diagnose(request.Checkup, taken, notices);
        return FromFindings(ground.At(taken), taken, diagnosis, bootMs, request.Checkup.Only) with { Netns = netns };
    }

    private static PreparedPlan Recorded(TunePlanRequest request, FileInfo record, Notices notices)
    {
        Capture capture = RecordFile.Read(record) ?? throw new RequestException(
            "tune plan: a raw dump (--from) holds sockets and no counters or settings; a plan needs a capture ('tcpvet capture FILE')");
        string? word = request.Netns;
        NetnsCapture netns = capture.Namespaces.FirstOrDefault(
                candidate => word is null || candidate.Netns.Name == word || candidate.Netns.Label == word)
            ?? throw new RequestException($"--netns: the capture holds no namespace '{word}'; it holds {Labels(capture)}");
        Capture one = capture with { Namespaces = [netns] };
        Diagnosis diagnosis = Diagnoser.Diagnose(request.Checkup, one, notices);
        PlanningGround ground = RecordedGround.Of(capture, netns, request.SysctlFolder);
        return FromFindings(ground, one, diagnosis, bootMs: 0, request.Checkup.Only) with { Before = null };
    }

    private static string Labels(Capture capture) => string.Join(", ", capture.Namespaces.Select(found => found.Netns.Label));

    private static PreparedPlan Earlier(
        LiveHost host, TunePlanRequest request, string file, LiveGround ground, Notices notices, CancellationToken cancellation)
    {
        TuningPlan read;
        try
        {
            read = TuningJson.ReadPlan(PlanFile.Read("--plan", file, request.StandardInput));
        }
        catch (TuningException exception)
        {
            throw new RequestException($"--plan: {file}: {exception.Message}");
        }

        string[] codes = [.. read.Changes.SelectMany(change => change.Because).Distinct()
            .Where(code => RuleCatalog.Find(code) is not null)];
        TuningPlan plan = Planner.Again(ground.Now(), read);
        Measurement? before = codes.Length == 0 || plan.Changes.Count == 0 ? null
            : EvidenceLook.Measure(
                host, ground.Netns, request.Checkup, codes, [.. plan.Changes.SelectMany(change => change.Reasons)], notices, cancellation);
        return new PreparedPlan(plan, ground.Netns, before);
    }

    private static PreparedPlan FromFindings(
        PlanningGround ground, Capture capture, Diagnosis diagnosis, long bootMs, IReadOnlyList<string>? only)
    {
        (IReadOnlyList<ProposedChange> proposals, IReadOnlyList<NotProposed> nothing) = ProposedChange.From(diagnosis.Findings);
        TuningPlan plan = Planner.Plan(ground, proposals, [.. nothing, .. Silent(diagnosis, only)]);
        if (plan.Changes.Count == 0)
        {
            return new PreparedPlan(plan, Netns: null, Before: null);
        }

        string[] codes = [.. plan.Changes.SelectMany(change => change.Because).Distinct()];
        Measurement before = Yardsticks.Read(
            plan.Changes.SelectMany(change => change.Reasons), EvidenceLook.OfRule, capture, capture.Namespaces[0], bootMs);
        return new PreparedPlan(plan, Netns: null, EvidenceLook.WithFindings(before, diagnosis, codes));
    }

    // Whoever asks for a rule by name is to hear why nothing is proposed for it.
    private static IEnumerable<NotProposed> Silent(Diagnosis diagnosis, IReadOnlyList<string>? only) => (only ?? [])
        .Where(code => !diagnosis.Findings.Any(finding => finding.Code == code || finding.Explains.Contains(code)))
        .Select(code => new NotProposed($"{code} {RuleCatalog.Find(code)?.Name}", WhyNot(diagnosis, code)) { Code = code });

    private static Phrase WhyNot(Diagnosis diagnosis, string code)
    {
        if (diagnosis.CannotTell.FirstOrDefault(entry => entry.Code == code) is { } unknown)
        {
            return $"whether it holds here cannot be told: {unknown.Missing}";
        }

        return diagnosis.Ignored.Any(entry => entry.Finding.Code == code)
            ? "it was found, and is ignored" : "it is not found here: there is nothing to mend";
    }
}
