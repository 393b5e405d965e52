using System.Globalization;
using System.Text;
using TcpVet.Model;

namespace TcpVet.Operations.Redaction;

/// <summary>
/// Stand-ins of words: what is no number, no address and no word that <see cref="KnownWords"/> knows is a name of somebody's, and becomes
/// <c>name-7</c>; the same one everywhere.
/// </summary>
/// <param name="addresses">The stand-ins of addresses in texts.</param>
internal sealed class StandInWords(StandInAddresses addresses)
{
    private const int LongestFigure = 12;

    private readonly Dictionary<string, string> standIns = [];
    private bool isSealed;

    /// <summary>Ends the meeting of words and names their stand-ins, none of which is a word that was met.</summary>
    public void Seal()
    {
        isSealed = true;
        int number = 0;
        foreach (string word in standIns.Keys.ToArray())
        {
            string standIn;
            do
            {
                standIn = string.Create(CultureInfo.InvariantCulture, $"name-{++number}");
            }
            while (standIns.ContainsKey(standIn));

            standIns[word] = standIn;
        }
    }

    /// <summary>The stand-in of a name, whatever it is: of a host, an interface, a namespace.</summary>
    public string Name(string word)
    {
        if (!isSealed)
        {
            standIns.TryAdd(word, "");
            return word;
        }

        return standIns[word];
    }

    /// <summary>A text with each address and each word that nobody knows replaced, and all between them as it was.</summary>
    public string Text(string text)
    {
        StringBuilder result = new(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            int address = AddressEnd(text, at);
            int end = address > at ? address : WordEnd(text, at);
            if (end == at)
            {
                result.Append(Separator(text[at++]));
                continue;
            }

            string part = text[at..end];
            result.Append(address > at ? addresses[InetAddress.Parse(part)].ToString()
                : IsFigure(part) || KnownWords.Has(part) ? part : Name(part));
            at = end;
        }

        return result.ToString();
    }

    // A character that is neither is of no language that this program speaks.
    private static char Separator(char letter) => letter is (>= ' ' and < (char)0x7F) or '\t' or '…' ? letter : '?';

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '-' || char.IsSurrogate(letter);

    // A word begins with a letter or a figure: options keep their dashes.
    private static int WordEnd(string text, int at)
    {
        if (text[at] == '-' || !IsWord(text[at]))
        {
            return at;
        }

        int end = at + 1;
        while (end < text.Length && IsWord(text[end]))
        {
            end++;
        }

        return end;
    }

    private static int AddressEnd(string text, int at)
    {
        if (at > 0 && (IsWord(text[at - 1]) || text[at - 1] is '.'))
        {
            return at;
        }

        int end = at;
        while (end < text.Length && (char.IsAsciiHexDigit(text[end]) || text[end] is '.' or ':'))
        {
            end++;
        }

        // Of "10.0.0.1:80" and "10.0.0.1." the beginning is one.
        for (; end > at + 1; end--)
        {
            if ((char.IsAsciiHexDigit(text[end - 1]) || text[end - 1] == ':') && text.AsSpan(at, end - at).ContainsAny('.', ':')
                && (end == text.Length || !IsWord(text[end])) && InetAddress.TryParse(text.AsSpan(at, end - at), out _))
            {
                return end;
            }
        }

        return at;
    }

    // 443, 0x1F, 30s, 1h30m, 64k: what has a figure and a unit or two.
    private static bool IsFigure(string word)
    {
        if (word.All(char.IsAsciiDigit))
        {
            return word.Length <= 20;
        }

        if (word.Length > LongestFigure || !char.IsAsciiDigit(word[0]))
        {
            return false;
        }

        if (word.StartsWith("0x", StringComparison.Ordinal) && word[2..].All(char.IsAsciiHexDigit))
        {
            return true;
        }

        string rest = new([.. word.Select(letter => char.IsAsciiDigit(letter) || letter == '-' ? ' ' : letter)]);
        return rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(unit =>
            unit is "us" or "ms" or "s" or "m" or "h" or "d" or "k" or "K" or "M" or "G" or "kb" or "mb" or "KB" or "MB" or "KiB" or "MiB");
    }
}
