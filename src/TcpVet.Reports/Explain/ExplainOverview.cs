using TcpVet.Knowledge;
using TcpVet.Operations.Explain;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Reports.Explain;

/// <summary>What can be explained: on one screen, and the names of one kind.</summary>
internal static class ExplainOverview
{
    private const int LabelWidth = 13;

    /// <summary>Writes the screen: at most 24 lines of 80 columns.</summary>
    public static void Write(Prose prose, ExplainAnswer answer)
    {
        prose.Line(0, "tcpvet explain WORD…   quote what the shell would take apart");
        prose.Blank();
        prose.Line(0, "WHAT YOU MAY ASK", Style.Strong);
        Example(prose, "a log line", "'dial tcp 10.0.0.7:443: connect: connection refused'");
        Example(prose, "an error", "EADDRNOTAVAIL  'connection pool exhausted'  地址已被使用");
        Example(prose, "a state", "CLOSE_WAIT");
        Example(prose, "a setting", "tcp_tw_reuse  keepalive_time");
        Example(prose, "a counter", "ListenOverflows");
        Example(prose, "a word", "backlog  acceptCount  keepalive  'accept queue'");
        Example(prose, "a rule", "TV101  close-wait-leak");
        prose.Blank();
        prose.Line(0, "WHAT THERE IS", Style.Strong);
        Index(prose, "symptoms", Symptoms.All.Count, "what you see, and the rules that may account for it");
        Index(prose, "errors", answer.Pages.Count(page => page.IsError), $"kinds of errors, known by {ErrorKnowledge.Texts.Count} texts");
        Index(prose, "rules", answer.Rules.Count, "what a check-up and lint find");
        Index(prose, "states", Count(answer, ExplainKind.State), "of TCP sockets");
        Index(prose, "settings", Count(answer, ExplainKind.Setting), "of the kernel, of sockets and of processes");
        Index(prose, "counters", Count(answer, ExplainKind.Counter), "of the kernel");
        Index(prose, "terms", answer.Pages.Count(page => page.Kind == ExplainKind.Term && !page.IsError), "of the trade, of guides and of lint");
        prose.Blank();
        prose.Line(0, "NEXT  tcpvet explain symptoms", Style.Dim);
    }

    /// <summary>Writes the names of one kind, each with its one line.</summary>
    public static void WriteKind(Prose prose, ExplainAnswer answer)
    {
        int width = answer.Rules.Select(rule => rule.Code.Length + rule.Name.Length + 1)
            .Concat(answer.Pages.Select(page => page.Title.Length)).Max() + 1;
        foreach (Rule rule in answer.Rules)
        {
            prose.Item(0, $"{rule.Code} {rule.Name}", width, rule.Summary);
        }

        foreach (ExplainPage page in answer.Pages)
        {
            prose.Item(0, page.Title, width, page.Summary);
        }
    }

    private static void Example(Prose prose, string label, string words) => prose.Item(2, label, LabelWidth, words);

    private static void Index(Prose prose, string word, int count, string text) => prose.Item(2, word, LabelWidth, $"{count,4}  {text}");

    private static int Count(ExplainAnswer answer, ExplainKind kind) => answer.Pages.Count(page => page.Kind == kind);
}
