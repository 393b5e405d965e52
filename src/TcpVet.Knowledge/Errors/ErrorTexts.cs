using System.Text;

namespace TcpVet.Knowledge;

/// <summary>
/// The data of error pages. It lies in the program's file as text and is read only when something is explained. A page begins with
/// <c>=</c>, another way to name a page that exists with <c>@</c>; <see cref="ErrorReader"/> says what the other signs mean.
/// </summary>
internal static partial class ErrorTexts
{
    /// <summary>Every page, and other ways to name pages that exist elsewhere: the title of that page, and the texts.</summary>
    public static (IReadOnlyList<ErrorEntry> Pages, IReadOnlyList<(string Title, ErrorText Text)> Links) Read()
    {
        ErrorReader reader = new();
        reader.Read(Text(Refused), words: false);
        reader.Read(Text(Unanswered), words: false);
        reader.Read(Text(Addresses), words: false);
        reader.Read(Text(Resets), words: false);
        reader.Read(Text(Endings), words: false);
        reader.Read(Text(Pools), words: false);
        reader.Read(Text(Limits), words: false);
        reader.Read(Text(Proxies), words: false);
        reader.Read(Text(Sessions), words: false);
        reader.Read(Text(Kernel), words: false);
        reader.Read(Text(ServerWords), words: true);
        reader.Read(Text(Words), words: true);
        reader.Read(Text(Links), words: true);
        return (reader.Pages, reader.Links);
    }

    private static string Text(ReadOnlySpan<byte> data) => Encoding.UTF8.GetString(data);
}
