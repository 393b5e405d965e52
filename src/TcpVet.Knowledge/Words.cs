using System.Text;

namespace TcpVet.Knowledge;

/// <summary>Makes spellings comparable.</summary>
internal static class Words
{
    /// <summary>Letters and digits alone, in lower case: <c>tcp_tw_reuse</c>, <c>tcp-tw-reuse</c> and <c>TCP tw reuse</c> are
    /// equal.</summary>
    public static string Squeeze(string text)
    {
        StringBuilder squeezed = new(text.Length);
        foreach (char letter in text)
        {
            if (char.IsLetterOrDigit(letter))
            {
                squeezed.Append(char.ToLowerInvariant(letter));
            }
        }

        return squeezed.ToString();
    }
}
