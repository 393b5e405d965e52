namespace TcpVet.Probes.Targets;

/// <summary>A word of a target file and where it stands.</summary>
/// <param name="Text">The target.</param>
/// <param name="Line">The line, from 1.</param>
public readonly record struct TargetWord(string Text, int Line);

/// <summary>Reads a list of targets: one or more a line, blanks between them, comments from <c>#</c> to the end of the line.
/// Pure.</summary>
public static class TargetFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int LargestFile = 4 << 20;

    /// <summary>The words of a file.</summary>
    public static IEnumerable<TargetWord> Words(string text)
    {
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string targets = comment < 0 ? line : line[..comment];
            foreach (string word in targets.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                yield return new TargetWord(word, number);
            }
        }
    }
}
