using System.Globalization;
using System.Text;

namespace TcpVet.Model;

/// <summary>Says phrases in English, in the invariant culture.</summary>
internal static class EnglishPhrase
{
    private const int LongestName = 15; // TASK_COMM_LEN - 1, include/linux/sched.h
    private const int LongestEndpoint = 24;
    private const int ShownOfAddress = 14;

    /// <summary>The whole text.</summary>
    public static string Say(Phrase phrase)
    {
        StringBuilder text = new();
        Add(text, phrase);
        return text.ToString();
    }

    private static void Add(StringBuilder text, Phrase phrase)
    {
        if (phrase.Pieces.IsEmpty)
        {
            text.Append(phrase.ToString());
            return;
        }

        int begin = text.Length;
        foreach (object piece in phrase.Pieces)
        {
            if (piece is string literal)
            {
                text.Append(literal);
            }
            else
            {
                Add(text, (PhraseArgument)piece);
            }
        }

        if (text.Length > begin && phrase.Place == PhrasePlace.InSentence)
        {
            text[begin] = char.ToLowerInvariant(text[begin]);
        }
        else if (phrase.Place == PhrasePlace.SentenceBegin && (Begins(text, begin, "the ") || Begins(text, begin, "an ")))
        {
            text[begin] = char.ToUpperInvariant(text[begin]);
        }
    }

    private static bool Begins(StringBuilder text, int at, string word)
    {
        int i = 0;
        while (i < word.Length && at + i < text.Length && text[at + i] == word[i])
        {
            i++;
        }

        return i == word.Length;
    }

    private static void Add(StringBuilder text, PhraseArgument argument)
    {
        switch (argument.Kind)
        {
            case PhraseArgumentKind.Verbatim:
                text.Append(argument.Text);
                break;
            case PhraseArgumentKind.Plain:
                text.Append(argument.Number.ToString(CultureInfo.InvariantCulture));
                break;
            case PhraseArgumentKind.Number:
                text.Append(Number(argument.Number));
                break;
            case PhraseArgumentKind.Decimal:
                text.Append(Decimal(argument.Real));
                break;
            case PhraseArgumentKind.Count:
                AddCount(text, argument.Number, argument.Noun);
                break;
            case PhraseArgumentKind.Duration:
                AddTime(text, argument.Real);
                break;
            case PhraseArgumentKind.Bytes:
                AddBytes(text, argument.Number);
                break;
            case PhraseArgumentKind.Percent:
                text.Append(Number(argument.Number)).Append(" %");
                break;
            case PhraseArgumentKind.Process:
                text.Append(Name(argument.Process.Name))
                    .Append(" (pid ")
                    .Append(argument.Process.Pid.ToString(CultureInfo.InvariantCulture))
                    .Append(')');
                break;
            case PhraseArgumentKind.Phrase:
                Add(text, argument.Phrase);
                break;
            case PhraseArgumentKind.List:
                AddList(text, argument);
                break;
            default:
                text.Append(Endpoint(argument.Endpoint, argument.Kind));
                break;
        }
    }

    /// <summary>A process's name on one line: it is hostile text, so control characters are replaced and it is cut to what a kernel
    /// gives.</summary>
    internal static string Name(string name)
    {
        Span<char> plain = stackalloc char[LongestName];
        int length = Math.Min(name.Length, LongestName);
        for (int i = 0; i < length; i++)
        {
            plain[i] = char.IsControl(name[i]) || char.IsSurrogate(name[i]) ? '?' : name[i];
        }

        return length == 0 ? "?" : plain[..length].ToString();
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Decimal(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "#,0.#", CultureInfo.InvariantCulture);

    private static void AddCount(StringBuilder text, long value, PhraseNoun noun) =>
        text.Append(Number(value)).Append(' ').Append(value == 1 ? noun.One : noun.Many);

    private static void AddTime(StringBuilder text, double ms) => _ = ms switch
    {
        < 1_000 => text.Append(Number((long)ms)).Append(" ms"),
        < 120_000 => text.Append(Number((long)(ms / 1_000))).Append(" s"),
        < 7_200_000 => text.Append(Number((long)(ms / 60_000))).Append(" min"),
        < 172_800_000 => text.Append(Decimal(Math.Floor(ms / 360_000) / 10)).Append(" h"),
        _ => text.Append(Number((long)(ms / 86_400_000))).Append(" d"),
    };

    private static void AddBytes(StringBuilder text, long bytes) => _ = bytes switch
    {
        < 1 << 10 => text.Append(bytes.ToString(CultureInfo.InvariantCulture)).Append(" B"),
        < 1 << 20 => text.Append((bytes >> 10).ToString(CultureInfo.InvariantCulture)).Append(" KB"),
        _ => text.Append(Number(bytes >> 20)).Append(" MB"),
    };

    private static void AddList(StringBuilder text, PhraseArgument list)
    {
        for (int i = 0; i < list.Items.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Add(text, list.Items[i]);
        }

        if (list.Number > 0)
        {
            AddCount(text.Append(" and "), list.Number, new PhraseNoun("other", "others"));
        }
    }

    private static string Endpoint(InetEndpoint endpoint, PhraseArgumentKind form)
    {
        if (form == PhraseArgumentKind.Service && endpoint.Addr.IsAny)
        {
            return string.Create(CultureInfo.InvariantCulture, $":{endpoint.Port}");
        }

        string text = endpoint.Port == 0 ? endpoint.Addr.ToString() : endpoint.ToString();
        return form == PhraseArgumentKind.Endpoint || text.Length <= LongestEndpoint ? text
            : $"[{endpoint.Addr.ToString().AsSpan(0, ShownOfAddress)}…]{(endpoint.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{endpoint.Port}"))}";
    }
}
