using System.Text;
using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Files;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Settings;
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tune;

/// <summary>A plan of the lines of a sysctl file: those that the judge of <c>lint</c> has nothing against.</summary>
internal static class FilePlan
{
    /// <summary>Makes the plan.</summary>
    /// <param name="host">The host.</param>
    /// <param name="ground">Where the lines are to hold, and what they are held against.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="request">Thresholds, and which lines are wanted all the same.</param>
    /// <param name="cancellation">Ends the look at the host.</param>
    public static TuningPlan Make(
        LiveHost host, LiveGround ground, Configuration lines, TunePlanRequest request, CancellationToken cancellation)
    {
        LightCaptureOptions options = new() { Version = ProgramVersion.Text, Settings = SysctlJudge.Keys([lines]), Owners = true };
        Capture capture = LightCapture.Take([ground.Netns], host, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        NetnsCapture judged = capture.Namespaces[0] with { Configurations = [lines] };
        List<ProposedChange> proposals = [];
        List<NotProposed> refused = [];
        RuleInput input = new(capture with { Namespaces = [judged] }, judged, request.Checkup.Settings.Rules);
        IReadOnlyList<SettingVerdict> verdicts = SysctlJudge.Judge(input);
        HashSet<string> accepted = [.. request.Accepted.Select(word => Meant(word, verdicts))];
        foreach (SettingVerdict verdict in verdicts)
        {
            // A line of which nothing is known is the kernel's to refuse: what is applied goes back.
            if (verdict.Verdict == LineVerdict.Ok || verdict.IsNotJudged || (IsHarmless(verdict.Verdict) && accepted.Contains(verdict.Key)))
            {
                ChangeReason reason = new($"{verdict.File}:{verdict.Line}");
                proposals.Add(new ProposedChange(verdict.Key, verdict.Value, reason) { File = verdict.File, Line = verdict.Line });
            }
            else
            {
                refused.Add(Refused(verdict));
            }
        }

        return Planner.Plan(ground.At(capture), proposals, refused);
    }

    /// <summary>Reads the lines.</summary>
    /// <param name="file">The file; <see cref="TunePlanRequest.StandardInputName"/> for standard input.</param>
    /// <param name="standardInput">Opens standard input.</param>
    /// <exception cref="RequestException">It cannot be read, or has a mistake in it.</exception>
    public static Configuration Read(string file, Func<Stream> standardInput)
    {
        Configuration lines = Parsed(file, standardInput);
        if (lines.Problems.FirstOrDefault(problem => problem.Fatal || lines.Files.Count == 0) is { } problem)
        {
            string place = problem.Line > 0 ? $":{problem.Line}:{problem.Column}" : "";
            throw new RequestException($"--file: {problem.File}{place}: {problem.Message}");
        }

        if (lines.Problems is [{ } first, ..])
        {
            throw new RequestException($"--file: {first.File}:{first.Line}:{first.Column}: {first.Message}");
        }

        return lines.Directives.Count > 0 ? lines : throw new RequestException($"--file: {file}: it sets nothing");
    }

    private static Configuration Parsed(string file, Func<Stream> standardInput)
    {
        if (file == TunePlanRequest.StandardInputName)
        {
            const string Name = "standard input";
            string text = Encoding.UTF8.GetString(PlanFile.Read("--file", file, standardInput));
            return SysctlConfParser.Parse(ConfigSource.Of(Name, text), Name);
        }

        if (file.Length == 0)
        {
            throw new RequestException("--file: the name is empty");
        }

        return File.Exists(file)
            ? SysctlConfParser.Parse(DiskTree.Source(new ConfigScope { AllowOutside = true }), Path.GetFullPath(file))
            : throw new RequestException($"--file: {file}: {Absent(file)}");
    }

    // What may not be looked at is not absent.
    private static string Absent(string file)
    {
        _ = OrdinaryFile.Read(Path.GetFullPath(file), 1, out string refusal);
        return refusal is "" or OrdinaryFile.NoSuchFile ? "there is no such file" : refusal;
    }

    // What breaks something, or what the kernel does not take, is not applied whoever asks.
    private static bool IsHarmless(LineVerdict verdict) =>
        verdict is LineVerdict.Misleading or LineVerdict.NoEffect or LineVerdict.Redundant;

    private static string Meant(string word, IReadOnlyList<SettingVerdict> verdicts)
    {
        IEnumerable<string> all = verdicts.Select(line => line.Key).Distinct();
        string[] keys = [.. all.Where(key => key == word || key.EndsWith($".{word}", StringComparison.Ordinal))];
        return keys.Length == 1 ? keys[0] : throw new RequestException(
            keys.Length == 0 ? $"--accept: {word}: no line of --file sets it" : $"--accept: {word}: it may be {string.Join(" or ", keys)}");
    }

    private static NotProposed Refused(SettingVerdict verdict) => new(
        $"{verdict.Key} = {verdict.Value}",
        $"{verdict.Verdict.Word()}: {verdict.Why ?? "lint has something against it"}{Better(verdict)}")
    {
        Code = verdict.Code,
        Setting = verdict.Key,
        File = verdict.File,
        Line = verdict.Line,
        Verdict = verdict.Verdict.Word(),
    };

    private static Phrase Better(SettingVerdict verdict)
    {
        Phrase instead = verdict.Instead is { } better ? (Phrase)$" Instead: {better}" : "";
        return IsHarmless(verdict.Verdict) ? (Phrase)$"{instead}; --accept {verdict.Key} takes the line all the same" : instead;
    }
}
