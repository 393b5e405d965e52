namespace TcpVet.Linux.Filters;

/// <summary>How two numbers are compared; ss's operators.</summary>
public enum Comparison : byte
{
    /// <summary><c>=</c>, <c>==</c>, <c>eq</c>, or nothing.</summary>
    Equal,

    /// <summary><c>!=</c>, <c>ne</c>, <c>neq</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>, <c>lt</c>.</summary>
    Less,

    /// <summary><c>&gt;</c>, <c>gt</c>.</summary>
    Greater,

    /// <summary><c>&lt;=</c>, <c>le</c>, <c>leq</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;=</c>, <c>ge</c>, <c>geq</c>.</summary>
    GreaterOrEqual,
}

/// <summary>The operations of <see cref="Comparison"/>.</summary>
internal static class ComparisonLogic
{
    internal static bool Holds(this Comparison comparison, ulong left, ulong right) => comparison switch
    {
        Comparison.Equal => left == right,
        Comparison.NotEqual => left != right,
        Comparison.Less => left < right,
        Comparison.Greater => left > right,
        Comparison.LessOrEqual => left <= right,
        _ => left >= right,
    };

    internal static string Symbol(this Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.Less => "<",
        Comparison.Greater => ">",
        Comparison.LessOrEqual => "<=",
        _ => ">=",
    };

    /// <summary>Reads an operator as a symbol or, as ss has it, a word.</summary>
    internal static bool TryParse(string text, out Comparison comparison)
    {
        Comparison? found = text switch
        {
            "=" or "==" or "eq" => Comparison.Equal,
            "!=" or "ne" or "neq" => Comparison.NotEqual,
            "<" or "lt" => Comparison.Less,
            ">" or "gt" => Comparison.Greater,
            "<=" or "le" or "leq" => Comparison.LessOrEqual,
            ">=" or "ge" or "geq" => Comparison.GreaterOrEqual,
            _ => null,
        };
        comparison = found ?? default;
        return found is not null;
    }
}
