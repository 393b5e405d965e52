using CsCheck;

namespace TcpVet.Linux.Tests.Filters;

/// <summary>Makes expressions out of single conditions: joined, negated and bracketed at random.</summary>
internal static class Expressions
{
    /// <summary>Up to three conditions a chain, nested up to a depth.</summary>
    public static Gen<string> Of(Gen<string> condition, int depth)
    {
        Gen<string> operand = depth == 0 ? condition : Gen.Frequency((3, condition), (2, Of(condition, depth - 1).Select(inside => $"( {inside} )")));
        Gen<string> signed = Gen.Frequency((3, operand), (1, operand.Select(inside => $"not {inside}")), (1, operand.Select(inside => $"! {inside}")));
        Gen<string> joint = Gen.OneOf(" and ", " & ", " && ", " ", " or ", " | ", " || ");
        return Gen.Select(signed, Gen.Select(joint, signed, static (a, b) => a + b).Array[0, 2], static (first, rest) =>
            first + string.Concat(rest));
    }
}
