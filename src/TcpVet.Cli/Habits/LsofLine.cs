using System.Globalization;

namespace TcpVet.Cli.Habits;

/// <summary>
/// A line of lsof(8) about sockets as a line of tcpvet. An address of <c>-i</c> is <c>[46][PROTOCOL][@HOST][:PORTS]</c> and matches either
/// end, as lsof does it (lsof(8), option -i).
/// </summary>
internal static class LsofLine
{
    /// <summary>Translates.</summary>
    /// <param name="words">What stands behind <c>lsof</c>.</param>
    /// <exception cref="RequestException">Nothing here does what the line asks for.</exception>
    public static Habit Translate(IReadOnlyList<string> words)
    {
        HabitBuilder line = new();
        line.Letter('a');
        line.Letter('p');
        ToolWords read = new("lsof", words, "ipucsgdDFoSTr", new Dictionary<string, string>(StringComparer.Ordinal));
        List<string> ends = [];
        bool internet = false;
        while (read.Next() is { } option)
        {
            internet |= option == "-i";
            Take(line, ends, option, read);
        }

        if (!internet && read.Operands is [string file, ..])
        {
            throw new RequestException($"lsof {file}: tcpvet examines sockets, not files; 'lsof -i' is 'tcpvet list -tuap'");
        }

        // An address may stand apart from -i: getopt sees a file name, lsof an address.
        foreach (string word in read.Operands)
        {
            ends.Add(Address(line, word));
        }

        ends.RemoveAll(static end => end.Length == 0);
        if (ends.Count > 0)
        {
            line.Where(ends.Count == 1 ? ends[0] : $"( {string.Join(" or ", ends)} )");
        }

        if (!line.Has('t') && !line.Has('u'))
        {
            line.Letter('t');
            line.Letter('u');
        }

        return line.To("list", "tuap46");
    }

    private static void Take(HabitBuilder line, List<string> ends, string option, ToolWords read)
    {
        switch (option)
        {
            case "-n" or "-P" or "-a" or "-w" or "-b" or "-l" or "-O" or "-N" or "-R":
                break;
            case "-i":
                string? glued = read.Glued();
                ends.Add(Address(line, glued ?? (IsAddress(read.Peek()) ? read.Take() : "")));
                break;
            case "-s":
                State(line, read.Glued() ?? (read.Peek() is { } state && state.Contains(':', StringComparison.Ordinal) ? read.Take() : ""));
                break;
            case "-p":
                line.Where(Any("process", read.Value()));
                break;
            case "-c":
                line.Where(Any("process", read.Value()));
                line.Without("-c: the whole name counts here, not its beginning");
                break;
            case "-u":
                line.Where(Any("user", read.Value()));
                break;
            case "-t":
                line.Without("-t: processes are shown with their sockets; 'tcpvet count --by process' counts them");
                break;
            case "-r":
                line.Without("-r: listed once; 'tcpvet trace' shows every change");
                break;
            default:
                throw new RequestException($"lsof {option}: tcpvet examines sockets: 'lsof -i' is 'tcpvet list -tuap', with a filter behind it");
        }
    }

    private static bool IsAddress(string? word) =>
        word is { Length: > 0 } && (word[0] is ':' or '@' or '4' or '6' || word.StartsWith("tcp", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("udp", StringComparison.OrdinalIgnoreCase));

    // 4TCP@10.0.0.7:80,443-445; empty for any.
    private static string Address(HabitBuilder line, string word)
    {
        string rest = word;
        if (rest is ['4' or '6', ..] && (rest.Length == 1 || !char.IsAsciiDigit(rest[1])))
        {
            line.Letter(rest[0]);
            rest = rest[1..];
        }

        foreach (string protocol in (string[])["tcp", "udp"])
        {
            if (rest.StartsWith(protocol, StringComparison.OrdinalIgnoreCase))
            {
                line.Letter(protocol[0]);
                rest = rest[protocol.Length..];
            }
        }

        string host = "";
        if (rest.StartsWith('@'))
        {
            int port = rest.LastIndexOf(':');
            bool bracket = rest.EndsWith(']');
            host = port > 0 && !bracket ? rest[1..port] : rest[1..];
            rest = port > 0 && !bracket ? rest[port..] : "";
        }

        string ports = rest.StartsWith(':') ? Ports(rest[1..]) : "";
        return rest.Length > 0 && rest[0] != ':'
            ? throw new RequestException($"lsof -i: '{word}' is no [46][tcp|udp][@HOST][:PORTS]")
            : (host, ports) switch
            {
                ("", _) => ports,
                (_, "") => $"host {host}",
                _ => $"( host {host} and {ports} )",
            };
    }

    private static string Ports(string list)
    {
        string[] each = [.. list.Split(',').Select(Range)];
        return each.Length == 1 ? each[0] : $"( {string.Join(" or ", each)} )";
    }

    private static string Range(string word)
    {
        int dash = word.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && int.TryParse(word.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            ? $"( sport >= :{first} and sport <= :{word[(dash + 1)..]} or ( dport >= :{first} and dport <= :{word[(dash + 1)..]} ) )"
            : $"port = :{word}";
    }

    private static void State(HabitBuilder line, string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return;
        }

        foreach (string state in word[(colon + 1)..].Split(','))
        {
            line.State(state);
        }
    }

    private static string Any(string condition, string list)
    {
        string[] each = [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => $"{condition} = {word}")];
        return each.Length == 1 ? each[0] : $"( {string.Join(" or ", each)} )";
    }
}
