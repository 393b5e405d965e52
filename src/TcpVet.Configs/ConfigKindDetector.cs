using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>
/// Tells what a configuration is written for: by its content, because files are copied and renamed; by its name where the content does
/// not say (an empty file, comments alone).
/// </summary>
public static class ConfigKindDetector
{
    // What tells the kind stands at the beginning; a generated file may be as long as it likes.
    private const int MostLooked = 256 << 10;

    // Of the lines that are no comment, so many in a hundred must speak for a kind: notes about a setting are no configuration.
    private const int LeastShare = 20;

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text, or its beginning. Hostile.</param>
    /// <param name="path">Its path; null for standard input.</param>
    public static ConfigKindGuess Detect(string text, string? path)
    {
        ReadOnlySpan<char> looked = text.AsSpan(0, Math.Min(text.Length, MostLooked));
        if (looked.Contains('\0'))
        {
            return new(null, "it is no text: there are zero bytes in it");
        }

        if (XmlRoot.Find(looked) is { Length: > 0 } root && !IsTag(root))
        {
            return ByRoot(root);
        }

        ConfigKindGuess? told = ByContent(looked, path, out int lines);
        return told ?? ByName(path, lines);
    }

    /// <summary>The kind that a path stands for: the name of the file, then of the folders above it; null for none.</summary>
    public static ConfigurationKind? KindOfName(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            string part = parts[i].ToLowerInvariant();
            foreach (ConfigKind kind in ConfigKinds.All)
            {
                if (kind.IsNamed(part))
                {
                    return kind.Kind;
                }
            }
        }

        return null;
    }

    private static ConfigKindGuess ByRoot(string root)
    {
        List<string> known = [];
        foreach (ConfigKind kind in ConfigKinds.All)
        {
            if (kind.Root is { } sign)
            {
                if (sign.Elements.Contains(root))
                {
                    return new(kind.Kind, $"its root element is <{root}>");
                }

                known.Add(sign.Words);
            }
        }

        return new(null, $"it is XML, and its root element is not {string.Join(" or ", known)}");
    }

    // The one kind that most lines speak for, if enough of them do.
    private static ConfigKindGuess? ByContent(ReadOnlySpan<char> text, string? path, out int lines)
    {
        List<LineSigns> signs = Count(text, out lines);
        LineSigns? best = null;
        bool tie = false;
        foreach (LineSigns candidate in signs)
        {
            int most = best?.Count ?? 0;
            tie = candidate.Count == most || (tie && candidate.Count < most);
            best = candidate.Count > most ? candidate : best;
        }

        foreach (LineSigns candidate in signs)
        {
            if (candidate.Strange is { } strange && (best is null || best == candidate))
            {
                return new(null, strange) { IsStrange = true };
            }
        }

        return best is not null && !tie && best.Count * 100L >= lines * (long)LeastShare
            ? new(best.KindOf(path), $"it has {best.What}") : null;
    }

    private static List<LineSigns> Count(ReadOnlySpan<char> text, out int lines)
    {
        List<LineSigns> signs = [.. ConfigKinds.All.Select(kind => kind.Signs()).OfType<LineSigns>()];
        lines = 0;
        foreach (ReadOnlySpan<char> whole in text.TrimStart('\uFEFF').TrimEnd().EnumerateLines())
        {
            if (!ConfigLine.TryParse(whole, out ConfigLine line))
            {
                signs.ForEach(sign => sign.Pass());
                continue;
            }

            lines++;
            foreach (LineSigns sign in signs)
            {
                if (sign.Take(line))
                {
                    break;
                }
            }
        }

        return signs;
    }

    private static ConfigKindGuess ByName(string? path, int lines)
    {
        if (path is not null && KindOfName(path) is { } kind)
        {
            return new(kind, "its name says so");
        }

        // In the order in which captures name the kinds.
        IEnumerable<string> signs = ConfigKinds.All.OrderBy(known => known.Kind).Select(known => known.LookedFor).OfType<string>();
        string nothing = lines == 0 ? "there is nothing in it but blanks and comments"
            : $"it has {string.Join(", ", signs.Select(sign => $"no {sign}"))}";
        return new(null, path is null ? nothing : $"{nothing}, and its name says nothing");
    }

    private static bool IsTag(string root)
    {
        foreach (ConfigKind kind in ConfigKinds.All)
        {
            if (kind.HasTag(root))
            {
                return true;
            }
        }

        return false;
    }
}
