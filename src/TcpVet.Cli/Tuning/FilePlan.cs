using TcpVet.Cli.Commands;
using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Files;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Settings;
using TcpVet.Tuning.Planning;

namespace TcpVet.Cli.Tuning;

/// <summary>A plan of the lines of a sysctl file: those that the judge of <c>lint</c> has nothing against.</summary>
internal static class FilePlan
{
    /// <summary>Makes the plan.</summary>
    /// <param name="host">The host.</param>
    /// <param name="netns">Where the lines are to hold.</param>
    /// <param name="file">The file; <c>-</c> for standard input.</param>
    /// <param name="settings">Thresholds.</param>
    /// <param name="ground">Makes what proposals are held against.</param>
    /// <param name="cancellation">Ends the look at the host.</param>
    /// <exception cref="RequestException">It cannot be read.</exception>
    public static TuningPlan Make(LiveHost host, NetworkNamespace netns, string file, RuleSettings settings, Func<Capture, PlanningGround> ground, CancellationToken cancellation)
    {
        Configuration lines = Read(file);
        Capture capture = LightCapture.Take(
            [netns], host, new LightCaptureOptions { Version = ProgramVersion.Text, Settings = SysctlJudge.Keys([lines]), Owners = true }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        NetnsCapture judged = capture.Namespaces[0] with { Configurations = [lines] };
        List<ProposedChange> proposals = [];
        List<NotProposed> refused = [];
        foreach (SettingVerdict verdict in SysctlJudge.Judge(new RuleInput(capture with { Namespaces = [judged] }, judged, settings)))
        {
            if (verdict.Verdict == LineVerdict.Ok)
            {
                proposals.Add(new ProposedChange(verdict.Key, verdict.Value, new ChangeReason($"{verdict.File}:{verdict.Line}")) { File = verdict.File, Line = verdict.Line });
            }
            else
            {
                refused.Add(Refused(verdict));
            }
        }

        return Planner.Plan(ground(capture), proposals, refused);
    }

    private static Configuration Read(string file)
    {
        if (file != "-" && !File.Exists(file))
        {
            throw new RequestException($"--file: {file}: there is no such file");
        }

        Configuration lines = file == "-"
            ? SysctlConfParser.Parse(ConfigSource.Of("standard input", System.Text.Encoding.UTF8.GetString(PlanFile.Read("--file", file))), "standard input")
            : SysctlConfParser.Parse(DiskTree.Source(new ConfigScope { AllowOutside = true }), Path.GetFullPath(file));
        return lines.Problems.FirstOrDefault(problem => problem.Fatal || lines.Files.Count == 0) is { } problem
            ? throw new RequestException($"--file: {problem.File}{(problem.Line > 0 ? $":{problem.Line}:{problem.Column}" : "")}: {problem.Message}")
            : lines.Problems.Count > 0 ? throw new RequestException($"--file: {lines.Problems[0].File}:{lines.Problems[0].Line}:{lines.Problems[0].Column}: {lines.Problems[0].Message}")
            : lines.Directives.Count > 0 ? lines
            : throw new RequestException($"--file: {file}: it sets nothing");
    }

    private static NotProposed Refused(SettingVerdict verdict) => new(
        $"{verdict.Key} = {verdict.Value}",
        $"{verdict.Verdict.Word()}: {verdict.Why ?? "lint has something against it"}{(verdict.Instead is { } instead ? $" Instead: {instead}" : "")}")
    {
        Code = verdict.Code,
        Setting = verdict.Key,
        File = verdict.File,
        Line = verdict.Line,
        Verdict = verdict.Verdict.Word(),
    };
}
