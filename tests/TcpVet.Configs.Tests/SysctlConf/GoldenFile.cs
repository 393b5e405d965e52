using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>
/// A file as guides and distributions have them, with what is to be said of its lines: <c>#= kernel 6.12</c> at the top,
/// <c>#= file PATH</c> where another file of a folder begins, <c>#= dangerous TV613</c> above each line that gets a verdict.
/// </summary>
internal sealed class GoldenFile
{
    private const string Mark = "#= ";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "SysctlConf", "Golden");

    private readonly Dictionary<string, List<string>> files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, int Line), string> expected = [];

    private GoldenFile(string name)
    {
        string file = $"{name}.conf";
        string? verdict = null;
        foreach (string line in File.ReadAllLines(Path.Combine(Folder, file)))
        {
            string mark = line.StartsWith(Mark, StringComparison.Ordinal) ? line[Mark.Length..] : "";
            if (mark.StartsWith("kernel ", StringComparison.Ordinal))
            {
                Kernel = mark["kernel ".Length..];
            }
            else if (mark.StartsWith("file ", StringComparison.Ordinal))
            {
                file = mark["file ".Length..];
            }
            else if (mark.Length > 0)
            {
                verdict = mark;
            }
            else
            {
                List<string> lines = files.TryGetValue(file, out List<string>? known) ? known : files[file] = [];
                lines.Add(line);
                if (verdict is not null)
                {
                    expected[(file, lines.Count)] = verdict;
                    verdict = null;
                }
            }
        }
    }

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.conf").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    public string Kernel { get; } = "";

    public static GoldenFile Read(string name) => new(name);

    /// <summary>As it would be read: one file, or the folders of a system.</summary>
    public Configuration Parse()
    {
        ConfigSource source = ConfigSource.InMemory(files.ToDictionary(file => file.Key, file => string.Join('\n', file.Value)));
        return files.Count == 1 ? SysctlConfParser.Parse(source, files.Keys.Single()) : SysctlConfParser.Parse(source, "/");
    }

    /// <summary>The verdict that a line is to get, <c>ok</c> where none stands above it.</summary>
    public string Expected(string file, int line) => expected.GetValueOrDefault((file, line), "ok");
}
