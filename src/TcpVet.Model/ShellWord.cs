using System.Buffers;

namespace TcpVet.Model;

/// <summary>
/// A part of a command that somebody is told to paste into a shell. What of a command is neither a constant nor a number nor an address
/// goes through here: names and values come from captures and processes, and may hold commands of their own.
/// </summary>
public static class ShellWord
{
    // zsh takes =ls for a path, and % for a job, at the beginning of a word; = alone, as filters have it, is itself.
    // No shell, POSIX's, bash, zsh or fish, takes one of these for more than itself behind the first place of a word.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@%_+:,./-=");

    /// <summary>The text as one word, or as a part of one: as it is where no shell could take it for more, else in single quotes.</summary>
    public static string Of(string text) =>
        text == "=" || (text.Length > 0 && text[0] is not ('=' or '%') && !text.AsSpan().ContainsAnyExcept(Plain))
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
