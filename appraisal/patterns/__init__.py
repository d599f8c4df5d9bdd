"""What an organisation achieved in a period, and how its predicates spread against the pattern of that achievement.

Belongs here: every rule of them. The pattern is data of the rule set; it is shown and warned about, and blocks nothing.
"""
