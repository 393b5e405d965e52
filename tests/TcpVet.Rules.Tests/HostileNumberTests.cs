using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using TcpVet.Model;
using TcpVet.Rules.Catalog;

namespace TcpVet.Rules.Tests;

/// <summary>A capture is a file, and its figures may be anything: a rule that divides, negates or adds them must not throw.</summary>
public sealed class HostileNumberTests
{
    private static readonly string[] Odd =
    [
        "0", "1", "-1", "2", "127", "32768", "65535", "65536", "2147483647", "-2147483648", "4294967295", "9223372036854775807",
        "-9223372036854775808", "70368744177664", "-70368744177664", "4611686018427387904", "1000000000000000000", "1e300", "-1e300", "1.7976931348623157e308", "5e-324", "0.5",
    ];

    public static TheoryData<string> Codes => [.. RuleCatalog.All.Select(rule => rule.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void No_figure_breaks_a_rule(string code)
    {
        byte[][] captures = [.. Captures.Names($"{code}/fires").Take(3).Select(Captures.Bytes)];
        Gen.Select(Gen.Int[0, captures.Length - 1], Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, Odd.Length - 1]).Array[1, 4]).ForAll(
            (chosen, changes) =>
            {
                if (Taken(Changed(captures[chosen], changes)) is { } capture)
                {
                    Assert.All(Captures.Ask(code, capture).Findings, finding => Assert.NotEmpty(finding.Title.ToString()));
                }
            },
            iter: Fuzz.Iterations / 25,
            member: code);
    }

    private static Capture? Taken(byte[] document)
    {
        try
        {
            return CaptureJson.Read(document);
        }
        catch (CaptureFormatException)
        {
            return null;
        }
    }

    private static byte[] Changed(byte[] document, (int Place, int Value)[] changes)
    {
        List<(int Start, int Length, bool Quoted)> figures = Figures(document);
        Dictionary<int, string> values = changes.DistinctBy(change => change.Place % figures.Count)
            .ToDictionary(change => change.Place % figures.Count, change => Odd[change.Value]);
        using MemoryStream changed = new();
        int copied = 0;
        foreach ((int place, string value) in values.OrderBy(pair => pair.Key))
        {
            (int start, int length, bool quoted) = figures[place];
            changed.Write(document.AsSpan(copied..start));
            changed.Write(Encoding.ASCII.GetBytes(quoted ? $"\"{value}\"" : value));
            copied = start + length;
        }

        changed.Write(document.AsSpan(copied..));
        return changed.ToArray();
    }

    // Numbers, and texts that are numbers: settings.
    private static List<(int Start, int Length, bool Quoted)> Figures(byte[] document)
    {
        List<(int, int, bool)> figures = [];
        Utf8JsonReader reader = new(document);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                figures.Add(((int)reader.TokenStartIndex, reader.ValueSpan.Length, false));
            }
            else if (reader.TokenType == JsonTokenType.String
                && long.TryParse(reader.ValueSpan, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            {
                figures.Add(((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2, true));
            }
        }

        return figures;
    }
}
