namespace TcpVet.Knowledge;

/// <summary>
/// The data of error pages. It lies in the program's file packed and is read only when something is explained. A page begins with
/// <c>=</c>, another way to name a page that exists with <c>@</c>; <see cref="ErrorReader"/> says what the other signs mean.
/// </summary>
internal static partial class ErrorTexts
{
    /// <summary>Every page, and other ways to name pages that exist elsewhere: the title of that page, and the texts.</summary>
    public static (IReadOnlyList<ErrorEntry> Pages, IReadOnlyList<(string Title, ErrorText Text)> Links) Read()
    {
        ErrorReader reader = new();
        reader.Read(PackedTexts.Of(nameof(Refused)), words: false);
        reader.Read(PackedTexts.Of(nameof(Unanswered)), words: false);
        reader.Read(PackedTexts.Of(nameof(Addresses)), words: false);
        reader.Read(PackedTexts.Of(nameof(Resets)), words: false);
        reader.Read(PackedTexts.Of(nameof(Endings)), words: false);
        reader.Read(PackedTexts.Of(nameof(Pools)), words: false);
        reader.Read(PackedTexts.Of(nameof(Limits)), words: false);
        reader.Read(PackedTexts.Of(nameof(Proxies)), words: false);
        reader.Read(PackedTexts.Of(nameof(Sessions)), words: false);
        reader.Read(PackedTexts.Of(nameof(Kernel)), words: false);
        reader.Read(PackedTexts.Of(nameof(ServerWords)), words: true);
        reader.Read(PackedTexts.Of(nameof(Words)), words: true);
        reader.Read(PackedTexts.Of(nameof(Links)), words: true);
        return (reader.Pages, reader.Links);
    }
}
