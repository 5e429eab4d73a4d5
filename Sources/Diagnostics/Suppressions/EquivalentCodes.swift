/// Codes of ruff, flake8-async, flake8-bugbear, pylint and Sonar that mean the same as a rule of
/// ours, so that the suppressions which projects already carry keep their meaning.
package enum EquivalentCodes {
  /// In order of our code.
  package static let table: [(code: String, others: [String])] = [
    ("LW101", ["ASYNC251", "S7488"]),
    ("LW102", ["ASYNC210", "ASYNC211", "ASYNC212", "S7499"]),
    ("LW103", ["ASYNC220", "ASYNC221", "ASYNC222", "S7487", "S7489"]),
    ("LW104", ["ASYNC230", "ASYNC231", "ASYNC232", "ASYNC240", "S7493"]),
    ("LW108", ["ASYNC222", "ASYNC250", "S7489", "S7501"]),
    ("LW201", ["ASYNC105"]),
    ("LW205", ["PLE1142", "PLE1700", "E1142", "E1700", "F704"]),
    ("LW210", ["WPS610"]),
    ("LW211", ["RUF029", "ASYNC124", "S7503"]),
    ("LW251", ["S7515", "E1145", "E1701", "PLE1145", "PLE1701"]),
    ("LW257", ["ASYNC101"]),
    ("LW258", ["ASYNC119"]),
    ("LW259", ["W0135"]),
    ("LW301", ["RUF006", "ASYNC300", "S7502"]),
    ("LW302", ["RUF006"]),
    ("LW305", ["ASYNC112", "S7513"]),
    ("LW310", ["ASYNC121", "S7514"]),
    ("LW312", ["ASYNC111"]),
    ("LW356", ["ASYNC123", "ASYNC126", "ASYNC400", "ASYNC401"]),
    ("LW357", ["S110", "BLE001", "TRY400"]),
    ("LW401", ["ASYNC103", "ASYNC104", "S7497"]),
    ("LW402", ["ASYNC103", "BLE001", "E722"]),
    ("LW404", ["B012", "PLW0150", "W0150"]),
    ("LW405", ["ASYNC102", "ASYNC120"]),
    ("LW452", ["ASYNC100", "ASYNC912", "S7490"]),
    ("LW455", ["UP041"]),
    ("LW459", ["ASYNC109", "S7483"]),
    ("LW501", ["SIM115", "R1732", "PLR1732"]),
    ("LW558", ["ASYNC110", "S7484"]),
    ("LW605", ["W2101", "PLW2101"]),
    ("LW654", ["S7614"]),
    ("LW705", ["ASYNC127"]),
    ("LW902", ["WPS476"]),
    ("LW931", ["PT024", "S9074"]),
    ("LW951", ["UP041"]),
    (
      "LW974",
      [
        "ASYNC113", "ASYNC114", "ASYNC115", "ASYNC116", "ASYNC118", "ASYNC122", "ASYNC125",
        "ASYNC128", "S7486", "S7491",
      ]
    ),
    ("LW977", ["ASYNC910", "ASYNC911", "ASYNC912", "ASYNC913"]),
  ]

  private static let byCode = Dictionary(
    table.map { ($0.code, $0.others) }, uniquingKeysWith: { first, _ in first })

  package static func of(_ code: String) -> [String] { byCode[code] ?? [] }
}
