namespace TcpVet.Dev.Field;

/// <summary>
/// What a person thinks of findings: a file beside the configurations, a line each with tabs between <c>noisy</c> or <c>wrong</c>, the
/// file, the line and the code. What is not in it is right.
/// </summary>
internal sealed class Judgements
{
    /// <summary>The file's name.</summary>
    public const string FileName = "judged.tsv";

    private readonly Dictionary<(string File, int Line, string Code), string> marks = [];

    /// <summary>The marks.</summary>
    public static IReadOnlyList<string> Marks { get; } = ["right", "noisy", "wrong"];

    /// <summary>Reads the file of a folder; one without it has no marks.</summary>
    public static Judgements Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Parse(File.ReadAllLines(path)) : new Judgements();
    }

    /// <summary>Reads the lines.</summary>
    public static Judgements Parse(IEnumerable<string> lines)
    {
        Judgements judged = new();
        foreach (string line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.Split('\t') is not [string mark, string file, string number, string code, ..]
                || !Marks.Contains(mark) || !int.TryParse(number, out int at))
            {
                throw new UsageException($"{FileName}: expected MARK, FILE, LINE, CODE with tabs between them, found '{line}'");
            }

            judged.marks[(file, at, code)] = mark;
        }

        return judged;
    }

    /// <summary>The mark of a finding.</summary>
    public string Of(FieldResult file, FieldFinding finding) => marks.GetValueOrDefault((file.File, finding.Line, finding.Code), Marks[0]);
}
