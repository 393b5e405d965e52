using TcpVet.Configs;
using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Lint;

/// <summary>
/// What lint says to a person: file by file, each line with its verdict, then findings, last the counts and what to type next.
/// </summary>
/// <param name="prose">Where to.</param>
/// <param name="answer">What is said.</param>
internal sealed class LintText(Prose prose, LintAnswer answer)
{
    private const int Gap = 2;
    private const int MostListeners = 20;
    private const string Good = "nothing to complain of";

    // A finding may stand in a file of several configurations.
    private readonly HashSet<Finding> told = new(ReferenceEqualityComparer.Instance);

    /// <summary>Writes all of it.</summary>
    public static void Write(Prose prose, LintAnswer answer) => new LintText(prose, answer).Write();

    private void Write()
    {
        SettingsJson.Write(prose, answer.Settings);
        bool first = true;
        foreach (Configuration configuration in answer.Configurations)
        {
            if (!first)
            {
                prose.Blank();
            }

            first = false;
            One(configuration);
        }

        if (first)
        {
            prose.Line(0, "No server whose configuration is known listens here", Style.Dim);
        }

        foreach (Finding finding in answer.Others.Where(finding => told.Add(finding)))
        {
            prose.Blank();
            FindingText.Write(prose, finding);
        }

        Foot();
    }

    private void One(Configuration configuration)
    {
        Head(configuration);
        Listeners(configuration);
        bool quiet = !configuration.SetsTheKernel() || !LintLines.Write(prose, configuration, answer);
        foreach (Finding finding in answer.Others.Where(finding => Stands(finding, configuration) && told.Add(finding)))
        {
            prose.Blank();
            FindingText.Write(prose, finding);
            quiet = false;
        }

        if (quiet)
        {
            prose.Line(
                Gap,
                configuration.Problems.Any(problem => problem.Fatal) ? "not read to its end"
                    : configuration.Problems.All(problem => problem.Undecided) ? Good : $"{Good} in what could be read",
                Style.Dim);
        }
    }

    private static bool Stands(Finding finding, Configuration configuration) =>
        finding.Subject.File is { } file && configuration.Files.Contains(file);

    private void Head(Configuration configuration)
    {
        string more = configuration.Files.Count > 1 ? $" and {Quantity.Of(configuration.Files.Count - 1, "more file")}" : "";
        string name = configuration.Files.Count == 0 ? "nothing read" : configuration.Files[0] + more;
        string version = configuration.Version is { } known ? $" {known}" : "";
        string reader = configuration.Process is { } process ? $", read by {process.Name}[{process.Pid}]" : "";
        string here = answer.OwnHost ? " as it runs here" : "";
        string judged = configuration.Kind is ConfigurationKind.SysctlConf or ConfigurationKind.Tuned ? $", for Linux {answer.Capture.Kernel}{here}" : "";
        prose.Styled(SafeText.Escape(name), Style.Strong);
        prose.Styled(SafeText.Escape($"  {configuration.Kind.Word()}{version}{reader}{judged}"), Style.Dim);
        prose.Out.EndLine();
    }

    // What a running server was given, whatever its files ask for.
    private void Listeners(Configuration configuration)
    {
        if (configuration.Process is not { } process)
        {
            return;
        }

        TextTable table = new(
            new Column("LISTENER"), new Column("QUEUE", Align.Right), new Column("LIMIT", Align.Right), new Column("DROPS", Align.Right));
        IEnumerable<ListenerFacts> listeners = answer.Capture.Namespaces.Where(netns => netns.Configurations.Contains(configuration))
            .SelectMany(netns => netns.Listeners)
            .Where(listener => listener.Proto == Protocol.Tcp && listener.Processes.Any(holder => holder.Pid == process.Pid));
        foreach (ListenerFacts listener in listeners.OrderBy(listener => listener.Local).Take(MostListeners))
        {
            table.Add(listener.Local.ToString(), listener.Queue, listener.Limit?.ToString() ?? "?", listener.Drops?.ToString() ?? "?");
        }

        if (table.Count > 0)
        {
            table.Write(prose.Out, prose.Header, prose.Colors, indent: Gap);
        }
    }

    private void Foot()
    {
        string[] untold =
        [
            .. answer.Diagnosis.CannotTell.GroupBy(entry => entry.Missing).Select(group =>
                $"{string.Join(", ", group.Select(entry => entry.Code).Distinct())}: {group.Key}"),
            .. answer.Unread,
        ];
        for (int i = 0; i < untold.Length; i++)
        {
            _ = i == 0 ? prose.Blank() : prose;
            prose.Item(0, i == 0 ? "COULD NOT TELL" : "", 16, SafeText.Escape(untold[i]), Style.Warning);
        }

        prose.Blank();
        prose.Line(0, $"VERDICT  {LintVerdict.Summary(answer, Good)}", LintVerdict.StyleOf(answer));
        prose.Line(0, $"NEXT  {LintVerdict.Next(answer)}", Style.Dim);
    }
}
